// What does a stage hold from step to step, and what do its layers keep?
#pragma once

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

#include "plan/stages.hpp"

namespace foretoken::memory {

// On accelerator and host together, divided among ranks as ZeRO does.
struct States {
    Bytes weights;  // trained
    Bytes frozen;   // in the format in which they rest
    Bytes narrow;   // copies of product weights in the format of the products
    Bytes gradients;
    Bytes optimizer;
    Bytes flat;  // joined gradients, for the moment of the optimizer step
};
States states(const TrainScenario& scenario, const plan::Stage& stage);

struct Kept {
    Bytes activations;  // of all micro-batches in flight
    Bytes largest;      // of one layer and micro-batch among them
    Bytes transient;    // beside them for a moment
};
Kept kept(const TrainScenario& scenario, const plan::Stage& stage, double in_flight);

}  // namespace foretoken::memory
