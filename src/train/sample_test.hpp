// Which scenario do the tests of this room ask about?
#pragma once

#include <doctest/doctest.h>

#include <string_view>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "kernel/test_chip.hpp"
#include "model/sample_test.hpp"
#include "network/sample_test.hpp"
#include "train/forecast.hpp"

namespace foretoken::train {

// A GPT of 8 layers on round-numbered machines of 8 with 80 GB: 64 of them unless said otherwise.
inline TrainScenario sample_scenario(const Plan& plan = {}, std::int64_t accelerators = 64) {
    TrainScenario s;
    s.model = model::gpt(8, 1024, 16);
    s.cluster = network::sample_cluster();
    const Accelerator links = s.cluster.node.accelerator;
    Accelerator& chip = s.cluster.node.accelerator;
    chip = kernel::test_chip();
    chip.name = "Toy";
    chip.scale_up = links.scale_up;
    chip.host_link = links.host_link;
    chip.memory.value = {80e9};
    s.cluster.accelerators = accelerators;
    s.plan = plan;
    s.workload = {.sequence = 2048, .global_batch = 128, .precision = Precision::bf16};
    return s;
}

inline Calibration sample_calibration() {
    return {.kernel = kernel::test_kernels(), .collective = network::sample_calibration()};
}

// The forecast of a scenario that must have one.
inline Forecast of(const TrainScenario& s) {
    const auto f = forecast(s, sample_calibration());
    if (!f) {
        FAIL(f.error().where << ": " << f.error().message);
    }
    return *f;
}

// The time of one term; negative if there is none of that name.
inline double term(const Forecast& f, std::string_view key) {
    for (const Term& each : f.terms) {
        if (each.key == key) {
            return each.time.value;
        }
    }
    return -1.0;
}

}  // namespace foretoken::train
