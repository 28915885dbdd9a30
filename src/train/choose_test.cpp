#include "train/choose.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

#include "train/forecast.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

constexpr Open everything{.split = true, .micro_batch = true, .vpp = true, .recompute = true};

Choice chosen(const TrainScenario& s, const Open& open) {
    const auto c = choose(s, open, sample_calibration());
    if (!c) {
        FAIL(c.error().message);
    }
    return *c;
}

// Plans that `everything` covers, written down apart from the code that tries them.
std::vector<Plan> covered() {
    std::vector<Plan> list;
    for (const std::int64_t tp : {1, 2, 4, 8}) {
        for (const std::int64_t pp : {1, 2, 4, 8}) {
            for (const std::int64_t micro_batch : {1, 2, 4, 8, 16}) {
                for (const std::int64_t vpp : {1, 2, 4}) {
                    for (const Recompute r :
                         {Recompute::none, Recompute::selective, Recompute::full}) {
                        if (vpp == 1 || (pp > 1 && (8 / pp) % vpp == 0)) {
                            list.push_back({.tp = tp,
                                            .sequence_parallel = tp > 1,
                                            .pp = pp,
                                            .vpp = vpp,
                                            .micro_batch = micro_batch,
                                            .recompute = r});
                        }
                    }
                }
            }
        }
    }
    return list;
}

TEST_CASE("what is not open stays") {
    const TrainScenario s = sample_scenario({.tp = 2, .pp = 2, .micro_batch = 2});
    const Choice c = chosen(s, {});
    CHECK(c.scenario == settled(s));
    CHECK(c.forecast == *forecast(s, sample_calibration()));
}

TEST_CASE("the fastest that fits is chosen, no matter how tight") {
    for (const double capacity : {80e9, 6e9, 3e9, 1.5e9}) {
        TrainScenario s = sample_scenario();
        s.cluster.node.accelerator.memory.value = {capacity};
        const Choice c = chosen(s, everything);
        CAPTURE(capacity);
        CHECK(c.forecast.fits());
        int tried = 0;
        for (const Plan& p : covered()) {
            s.plan = p;
            const auto f = forecast(s, sample_calibration());
            if (f && f->fits()) {
                CHECK(c.forecast.step <= f->step);
                ++tried;
            }
        }
        CHECK(tried > 0);
    }
}

TEST_CASE("if none fits, the one that needs least") {
    TrainScenario s = sample_scenario();
    s.cluster.node.accelerator.memory.value = {1e6};
    const Choice c = chosen(s, everything);
    CHECK_FALSE(c.forecast.fits());
    for (const Plan& p : covered()) {
        s.plan = p;
        if (const auto f = forecast(s, sample_calibration())) {
            CHECK(c.forecast.peak_memory() <= f->peak_memory());
        }
    }
}

TEST_CASE("the choice is completed and explains itself") {
    const Choice c = chosen(sample_scenario({.tp = 8}), {.micro_batch = true, .recompute = true});
    CHECK(c.scenario.plan.tp == 8);
    CHECK(c.scenario.plan.dp == 8);
    REQUIRE(c.scenario.assumptions.size() == 1);
    CHECK(c.scenario.assumptions[0] == "micro_batch " +
                                           std::to_string(c.scenario.plan.micro_batch) +
                                           ", recompute none: the fastest that fits");
}

TEST_CASE("if nothing is legal, the first reason is told") {
    TrainScenario s = sample_scenario({.tp = 3});
    const auto c = choose(s, {.micro_batch = true, .vpp = true}, sample_calibration());
    REQUIRE_FALSE(c);
    CHECK(c.error().message == "tp 3 x pp 1 x cp 1 = 3 does not divide the 64 accelerators");
}

}  // namespace
}  // namespace foretoken::train
