// What happens when within one training step?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>
#include <foretoken/timeline.hpp>

#include "train/extent.hpp"

namespace foretoken::train {

// The step that forecast() adds up, laid out in time (docs/models/timeline.md). Errors: those of
// forecast(), and a pipeline too long to be played (bad_input).
Result<Timeline> timeline(const TrainScenario& scenario, const Calibration& calibration,
                          const TimelineLimits& limits = {});

}  // namespace foretoken::train
