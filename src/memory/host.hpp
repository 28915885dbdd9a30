// What fills the memory of a host whose accelerators offload to it?
#pragma once

#include <vector>

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::memory {

// Bytes of one node: all its accelerators hold what those of the fullest stage do.
Bytes host_footprint(const TrainScenario& scenario);

}  // namespace foretoken::memory
