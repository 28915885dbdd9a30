// How many bytes does the exchange between context ranks hold for a moment?
#pragma once

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::memory {

// Beside what a layer keeps, at its fullest, in the backward pass. A ring holds the chunk it works
// on and the one arriving, keys with values, and their gradients; a gather all keys and values of
// the context group with their gradients; an exchange of heads one more copy of its inputs.
Bytes context_buffers(const TrainScenario& scenario);

}  // namespace foretoken::memory
