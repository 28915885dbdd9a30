// What fills the memory of an accelerator during training?
#pragma once

#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::memory {

// Bytes per parameter of weights, gradients and optimizer states under a precision and a framework.
struct StateBytes {
    double weights = 2.0;
    double gradients = 4.0;      // of the buffer that is reduced
    double gradient_copy = 0.0;  // of a further one that the backward pass writes
    double optimizer = 12.0;     // 32-bit master copy and two moments
};
StateBytes state_bytes(const Workload& workload, const Software& software);

// One entry per pipeline stage. Requires a completed plan.
std::vector<StageMemory> footprint(const TrainScenario& scenario);

}  // namespace foretoken::memory
