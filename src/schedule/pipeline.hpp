// How long does a pipeline take to work through its micro-batches?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <foretoken/quantity.hpp>

namespace foretoken::schedule {

// Work of one stage per micro-batch, all its model chunks together.
struct StageWork {
    Seconds forward;
    Seconds backward;
    Seconds total() const { return forward + backward; }
};

struct Pipeline {
    std::int64_t micro_batches = 1;
    std::int64_t chunks = 1;  // model chunks per stage (vpp)
    Seconds hop;              // of one stage boundary, one way, when nothing hides it
};

// Time of the pass over all micro-batches, split at the busiest stage. `total` is the sum of the
// rest.
struct PipelineTime {
    std::size_t busiest = 0;  // index of the stage that sets the pace
    Seconds busy;             // its own work
    Seconds bubble;           // waiting for the pipeline to fill and drain
    Seconds hops;             // stage boundaries on the critical path of filling and draining
    Seconds total;
};

// Closed form. Exact for equal stages under 1F1B (Narayanan 2021, section 2.2):
//   m (f + b) + (p - 1)(f + b) / v + 2 (p - 1) hop
// For unequal stages the busiest one is never idle between its first and last micro-batch, and
// filling and draining pass once through every other stage. Requires at least one stage.
PipelineTime pipeline_time(std::span<const StageWork> stages, const Pipeline& pipeline);

// The same by playing the 1F1B schedule event by event, chunks = 1. O(stages x micro_batches).
// The reference that the closed form is held against.
Seconds simulated_1f1b(std::span<const StageWork> stages, std::int64_t micro_batches, Seconds hop);

}  // namespace foretoken::schedule
