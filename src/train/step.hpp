// What is a step made of, before it is put into terms?
#pragma once

#include <optional>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "train/data_parallel.hpp"
#include "train/job.hpp"
#include "train/optimizer.hpp"
#include "train/parts.hpp"
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

struct Step {
    std::vector<Passes> chunks;  // one micro-batch through each chunk of the model
    PipelinePass pipeline;       // all of them, at the rank that works longest
    DataParallelTime data;
    OptimizerTime optimizer;
    Seconds weights;  // of a whole step: fetched from the host
};
Step step_of(const Job& job);

}  // namespace foretoken::train
