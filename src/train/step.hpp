// What is a step made of, before it is put into terms?
#pragma once

#include <optional>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "train/job.hpp"
#include "train/once.hpp"
#include "train/pipeline.hpp"

namespace foretoken::train {

// What a scenario that can be forecast is computed with.
struct Ready {
    Plan plan;                          // completed
    std::optional<Calibration> capped;  // at the clocks that a cap on power leaves, if one binds
    TrainScenario scenario(const TrainScenario& given) const {
        TrainScenario out = given;
        out.plan = plan;
        return out;
    }
    const Calibration& calibration(const Calibration& nominal) const {
        return capped ? *capped : nominal;
    }
};

// An error (bad_input) if the precision is not supported, the plan illegal, or something cannot be
// offloaded or capped.
Result<Ready> ready(const TrainScenario& scenario, const Calibration& nominal);

// At the stage that sets the pace.
struct Step {
    PipelinePass pipeline;
    Once once;
};
Step step_of(const Job& job);

}  // namespace foretoken::train
