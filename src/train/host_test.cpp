// Does the host hold the device up as its closed form says?
#include "train/host.hpp"

#include <doctest/doctest.h>

#include "plan/legal.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

// 10 launches of attention, 6 + 4 of a mixture, 1 per held expert (8 over 2 ranks); 1 s each.
TrainScenario mixture_scenario() {
    TrainScenario s = sample_scenario({.ep = 2}, 2);
    s.model = model::mixture();
    s.plan.dp = 2;
    s.software.launch.value = {1.0};
    s.software.kernels_per_layer.value = 10.0;
    s.software.kernels_per_mixture.value = 10.0;
    s.software.captured_share.value = 0.6;
    s.software.kernels_per_expert.value = 1.0;
    return s;
}

Passes device(double forward, double backward) {
    Passes p;
    p.forward[Part::linear] = {forward};
    p.backward[Part::linear] = {backward};
    return p;
}

Passes after_host(const TrainScenario& s, bool experts, double before, const Passes& passes) {
    const Calibration calibration = sample_calibration();
    const Job job = job_of(s, calibration);
    Passes result = passes;
    add_host(experts, 0.0, device(before, 0.0), job, result);
    return result;
}

TEST_CASE("graphs capture nothing, all but the experts, or everything") {
    TrainScenario s = mixture_scenario();
    const Calibration calibration = sample_calibration();
    const auto count = [&](bool experts) { return launches(experts, job_of(s, calibration)); };
    CHECK(count(false).total() == 10.0);
    CHECK(count(true).before == 16.0);
    CHECK(count(true).after == 8.0);
    s.software.graphs = Graphs::partial;
    CHECK(count(false).total() == 0.0);
    CHECK(count(true).before == 0.0);
    CHECK(count(true).after == 8.0);
    s.workload.routing = {.capacity = 1.0, .pad = true};  // fixed shapes everywhere
    CHECK(count(true).total() == 0.0);
    s.workload.routing = {};
    s.software.grouped_products = true;
    CHECK(count(true).after == 4.0);
    s.software.graphs = Graphs::full;
    CHECK(count(true).total() == 0.0);
}

TEST_CASE("a dense layer takes the longer of host and device, each pass by itself") {
    const TrainScenario s = mixture_scenario();
    const Passes p = after_host(s, false, 0.0, device(7.0, 25.0));
    CHECK(p.forward[Part::host].value == 3.0);
    CHECK(p.backward[Part::host].value == 0.0);
    CHECK(after_host(s, false, 0.0, device(7.0, 15.0)).backward[Part::host].value == 5.0);
}

TEST_CASE("a wait for row counts adds the experts' launches to the attention of the next layer") {
    TrainScenario s = mixture_scenario();
    // 8 launches of experts' work that takes 2, then attention that takes 20: 28, although the
    // host's 24 launches and the device's 22 are both less.
    CHECK(after_host(s, true, 20.0, device(22.0, 99.0)).forward[Part::host].value == 6.0);
    s.software.routing_sync = false;
    CHECK(after_host(s, true, 20.0, device(22.0, 99.0)).forward[Part::host].value == 2.0);
    s.software.graphs = Graphs::full;
    s.software.routing_sync = true;
    CHECK(after_host(s, true, 20.0, device(22.0, 99.0)).forward[Part::host].value == 0.0);
}

}  // namespace
}  // namespace foretoken::train
