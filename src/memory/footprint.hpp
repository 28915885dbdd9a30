// What fills the memory of an accelerator during training?
#pragma once

#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "memory/states.hpp"

namespace foretoken::memory {

// One entry per pipeline stage. Requires a completed plan.
std::vector<StageMemory> footprint(const TrainScenario& scenario);

}  // namespace foretoken::memory
