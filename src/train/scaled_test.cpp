#include "train/scaled.hpp"

#include <doctest/doctest.h>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

std::vector<std::int64_t> sizes(const std::vector<Scaled>& list) {
    std::vector<std::int64_t> out;
    for (const Scaled& each : list) {
        out.push_back(each.forecast.accelerators);
    }
    return out;
}

TEST_CASE("data ranks are powers of two, and the scenario's own halved and doubled") {
    TrainScenario s = sample_scenario({.tp = 2}, 48);
    s.workload.global_batch = 96;
    CHECK(counts(s, 8, 200) == std::vector<std::int64_t>{8, 12, 16, 24, 32, 48, 64, 96, 128, 192});
}

TEST_CASE("the scenario's own size is there even where it is beyond the bounds") {
    CHECK(counts(sample_scenario({.dp = 4}, 4), 8, 16) == std::vector<std::int64_t>{4, 8, 16});
}

TEST_CASE("each data rank keeps its sequences") {
    const TrainScenario s = sample_scenario({.tp = 2}, 64);  // 32 ranks share 128 sequences
    for (const Scaled& each : scaled(s, sample_calibration(), {8, 64, 256})) {
        CHECK(each.scenario.workload.global_batch == each.forecast.accelerators * 2);
        CHECK(each.scenario.plan.dp == each.forecast.accelerators / 2);
        CHECK(each.scenario.plan.tp == 2);
    }
}

TEST_CASE("at its own size a scenario is answered as ever") {
    const TrainScenario s = sample_scenario({.tp = 2, .zero = 1}, 64);
    const auto list = scaled(s, sample_calibration(), {64});
    REQUIRE(list.size() == 1);
    CHECK(list[0].forecast == of(s));
}

TEST_CASE("what does not fill nodes or data ranks is left out") {
    const TrainScenario s = sample_scenario({.tp = 4}, 64);  // nodes of 8
    CHECK(sizes(scaled(s, sample_calibration(), {2, 4, 6, 8, 12, 16})) ==
          std::vector<std::int64_t>{4, 8, 16});
}

TEST_CASE("half a node grows into a whole scale-up domain, and not beyond") {
    TrainScenario s = sample_scenario({}, 4);
    s.cluster.node.accelerator.scale_up.domain = 8;
    s.cluster.domain = 4;
    const auto list = scaled(s, sample_calibration(), {4, 8, 16});
    REQUIRE(list.size() == 3);
    CHECK(list[0].scenario.cluster.domain == 4);
    CHECK(list[1].scenario.cluster.domain == 8);
    CHECK(list[2].scenario.cluster.domain == 8);
}

}  // namespace
}  // namespace foretoken::train
