// What happens when within one training step?
#pragma once

#include <cstdint>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>
#include <foretoken/timeline.hpp>

namespace foretoken::train {

// How many slices a large step may have, about. Beyond that, in this order: what happens within
// passes is drawn for the first micro-batches only; one slice stands for many micro-batches; some
// of the stages are left out, but never the ends and those that set the pace.
struct TimelineLimits {
    std::int64_t slices = 200'000;
};

// The step that forecast() adds up, laid out in time (docs/models/timeline.md). Errors: those of
// forecast(), and a pipeline too long to be played (bad_input).
Result<Timeline> timeline(const TrainScenario& scenario, const Calibration& calibration,
                          const TimelineLimits& limits = {});

}  // namespace foretoken::train
