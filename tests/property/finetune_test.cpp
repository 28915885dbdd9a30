#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

constexpr double rounding = 1.0 + 1e-9;

Forecast of(const TrainScenario& s, const Calibration& c) {
    const auto f = train::forecast(s, c);
    RC_ASSERT(static_cast<bool>(f));
    return *f;
}

double sum(const Forecast& f) {
    double all = 0.0;
    for (const Term& term : f.terms) {
        RC_ASSERT(term.time.value >= 0.0);
        all += term.time.value;
    }
    return all;
}

TEST_CASE("fewer trained layers never take longer, nor more memory") {
    CHECK(holds("last layers", [](const Case& c) {
        TrainScenario s = c.scenario;
        const Forecast all = of(s, c.calibration);
        s.workload.tuning.method = Method::last_layers;
        s.workload.tuning.layers = s.model.layers;
        const Forecast most = of(s, c.calibration);
        RC_ASSERT(most.flops.model_full <= rounding * all.flops.model_full);
        RC_ASSERT(most.peak_memory() <= rounding * all.peak_memory());
        s.workload.tuning.layers = 1;
        RC_ASSERT(of(s, c.calibration).peak_memory() <= rounding * most.peak_memory());
    }));
}

TEST_CASE("terms add up with adapters, packing and offload") {
    CHECK(holds("terms", [](const Case& c) {
        TrainScenario s = c.scenario;
        s.workload.tuning.method = Method::lora;
        s.workload.tuning.rank = 1 + s.model.hidden / 64;
        s.workload.packing = {.fill = Fill::packed,
                              .mean = 1.0 + static_cast<double>(s.workload.sequence) / 4.0,
                              .cv = 0.5};
        s.plan.offload = {
            .optimizer = 0.5, .weights = s.plan.zero >= 3 ? 0.5 : 0.0, .activations = 0.5};
        const Forecast f = of(s, c.calibration);
        RC_ASSERT(std::abs(sum(f) / f.step.value - 1.0) < 1e-9);
        for (const StageMemory& stage : f.memory) {
            RC_ASSERT(stage.allocated <= stage.reserved);
            RC_ASSERT(stage.reserved <= stage.total);
        }
    }));
}

TEST_CASE("what is offloaded leaves the accelerator") {
    CHECK(holds("offload", [](const Case& c) {
        TrainScenario s = c.scenario;
        const Forecast all = of(s, c.calibration);
        s.plan.offload.optimizer = 1.0;
        const Forecast rest = of(s, c.calibration);
        RC_ASSERT(rest.peak_memory() <= rounding * all.peak_memory());
        RC_ASSERT(rest.host_memory.value > 0.0);
    }));
}

}  // namespace
