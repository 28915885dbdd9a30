// Which scenario do the tests of this room ask about?
#pragma once

#include <foretoken/scenario.hpp>

#include "model/sample_test.hpp"

namespace foretoken::memory {

// A GPT of 4 layers with unfused attention, as Korthikanti 2022 counts it; the plan is completed.
inline TrainScenario gpt_scenario(const Plan& plan = {}) {
    TrainScenario s;
    s.model = model::gpt(4, 1024, 16);
    s.plan = plan;
    s.plan.dp = plan.dp == 0 ? 1 : plan.dp;
    s.workload = {.sequence = 2048, .global_batch = 64, .precision = Precision::fp16};
    s.software.attention = AttentionKernel::unfused;
    return s;
}

}  // namespace foretoken::memory
