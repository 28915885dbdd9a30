// How much of a large step is drawn?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/result.hpp>

#include "schedule/order.hpp"
#include "train/work.hpp"

namespace foretoken::train {

// How many slices a large step may have, about. Beyond that, in this order: what happens within
// passes is drawn for the first micro-batches only; one slice stands for many micro-batches; some
// of the stages are left out, but never the ends and those that set the pace.
struct TimelineLimits {
    std::int64_t slices = 200'000;
    bool within_passes = true;  // whether what happens within passes is drawn at all
};

struct Extent {
    schedule::Pipeline played;         // may have fewer micro-batches than the step
    std::vector<std::int64_t> stages;  // that are drawn
    std::int64_t detailed = 0;         // micro-batches whose passes show what is within them
    std::int64_t folded = 0;           // micro-batches that one slice stands for
};

// An error (bad_input) for a pipeline that would take gigabytes to be played.
Result<Extent> extent(const Work& work, const TimelineLimits& limits);

}  // namespace foretoken::train
