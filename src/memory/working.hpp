// What does a stage hold for a moment beside its states and activations?
#pragma once

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

#include "memory/held.hpp"
#include "plan/stages.hpp"

namespace foretoken::memory {

// Is any of its layers a mixture?
bool has_experts(const plan::Stage& stage);

// ZeRO-3 gathers whole layers for a moment: the one in work and the one fetched ahead.
Bytes gathered(const TrainScenario& scenario, const plan::Stage& stage);

// A frozen weight in a narrow format is widened for its product: one layer's at most.
Bytes widened(const TrainScenario& scenario, const plan::Stage& stage);

// The gradient of the embedding's table is written whole, in the format of the activations, and
// then added to its buffer. By then its micro-batch has let go of its activations.
Bytes table_gradient(const TrainScenario& scenario, const plan::Stage& stage, const Kept& kept,
                     double in_flight);

}  // namespace foretoken::memory
