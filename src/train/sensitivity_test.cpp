#include "train/sensitivity.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

std::vector<Lever> of_scenario(const TrainScenario& s) {
    auto list = levers(s, sample_calibration());
    REQUIRE(list);
    return *std::move(list);
}

const Lever* find(const std::vector<Lever>& list, std::string_view says) {
    const auto hit = std::find_if(list.begin(), list.end(),
                                  [&](const Lever& lever) { return lever.says == says; });
    return hit == list.end() ? nullptr : &*hit;
}

TEST_CASE("a lever is the forecast of a changed scenario, and nothing else") {
    const TrainScenario s = sample_scenario({.tp = 2});
    const auto list = of_scenario(s);
    const Lever* peak = find(list, "+10% peak");
    REQUIRE(peak != nullptr);
    TrainScenario by_hand = s;
    for (auto& rate : by_hand.cluster.node.accelerator.peak) {
        rate.value = 1.1 * rate.value;
    }
    CHECK(peak->kind == LeverKind::hardware);
    CHECK(peak->forecast == of(by_hand));
    CHECK(peak->change == Approx(of(by_hand).step / of(s).step - 1.0));
    CHECK(peak->speed.value == Approx(1.0 / (1.0 + peak->change)));
}

TEST_CASE("what is switched on already, does nothing or is illegal is no lever") {
    TrainScenario s = sample_scenario({.tp = 2, .sequence_parallel = true}, 8);
    s.software.overlap_tensor = false;
    s.software.overlap_gradients = true;
    const auto list = of_scenario(s);
    CHECK(find(list, "overlapped tensor collectives") != nullptr);
    CHECK(find(list, "overlapped gradient reduction") == nullptr);
    CHECK(find(list, "network 100 to 200 Gbps") == nullptr);  // one node
    CHECK(find(list, "vpp 2") == nullptr);                    // one stage
    CHECK(find(list, "micro-batch 2") != nullptr);
    s.workload.global_batch = s.cluster.accelerators / 2;  // one micro-batch per rank
    CHECK(find(of_scenario(s), "micro-batch 2") == nullptr);
}

TEST_CASE("memory helps by what it makes room for") {
    TrainScenario s = sample_scenario({.tp = 1, .recompute = Recompute::full}, 8);
    const Bytes full = of(s).peak_memory();
    s.cluster.node.accelerator.memory.value = 1.01 * full;
    const auto list = of_scenario(s);
    CHECK(find(list, "recompute none") == nullptr);  // does not fit
    const auto more = std::find_if(list.begin(), list.end(), [](const Lever& lever) {
        return lever.says.rfind("2 x memory", 0) == 0;
    });
    REQUIRE(more != list.end());
    CHECK(more->scenario.plan.recompute != Recompute::full);
    CHECK(more->forecast.peak_memory() > 1.01 * full);
    CHECK(more->change < 0.0);
    s.cluster.node.accelerator.memory.value = 100.0 * full;  // room for everything
    for (const Lever& lever : of_scenario(s)) {
        CHECK(lever.says.rfind("2 x memory", 0) != 0);
    }
}

TEST_CASE("an illegal scenario has no levers") {
    const auto none = levers(sample_scenario({.tp = 3}), sample_calibration());
    REQUIRE_FALSE(none);
    CHECK(none.error().kind == Error::Kind::bad_input);
}

TEST_CASE("what holds a step back: the largest part that is not products at their peak") {
    Forecast f;
    f.terms = {{"compute.linear", "products", {4.0}},
               {"compute.attention", "attention", {1.0}},
               {"tensor.exposed", "collectives", {2.0}},
               {"pipeline.bubble", "bubble", {1.0}}};
    f.step = {8.0};
    f.accelerators = 2;
    f.peak = {100.0};
    f.flops.model_causal = {800.0};  // 4 s at the peak: 1 s is lost in products
    CHECK(bottleneck(f).says == "collectives");
    CHECK(bottleneck(f).share == Approx(0.25));
    f.flops.model_causal = {500.0};  // 2.5 s
    CHECK(bottleneck(f).says == "products and attention at 50% of peak");
    CHECK(bottleneck(f).time.value == Approx(2.5));
}

}  // namespace
}  // namespace foretoken::train
