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

// A scenario that can be forecast: supported, legal, its plan completed.
struct Ready {
    TrainScenario scenario;
    std::optional<Calibration> capped;  // at the clocks that a cap on power leaves, if one binds
    const Calibration& calibration(const Calibration& nominal) const {
        return capped ? *capped : nominal;
    }
};
Result<Ready> ready(const TrainScenario& scenario, const Calibration& nominal);

// At the stage that sets the pace.
struct Step {
    PipelinePass pipeline;
    Once once;
};
Step step_of(const Job& job);

}  // namespace foretoken::train
