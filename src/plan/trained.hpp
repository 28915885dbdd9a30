// Which of the parameters that one rank holds are trained?
#pragma once

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>

#include "plan/local.hpp"
#include "plan/stages.hpp"

namespace foretoken::plan {

// Before ZeRO. Without frozen weights `trained` is all of local_parameters.
struct Held {
    LocalParameters trained;  // adapters included: these have gradients and optimizer states
    LocalParameters frozen;
};
Held held_parameters(const Model& model, const Plan& plan, const Tuning& tuning,
                     const Stage& stage);
// What of a stage is frozen where only the last layers are trained: the layers below them, the
// embedding, and a tied output.
Stage frozen_below(const Model& model, const Tuning& tuning, const Stage& stage);

// Of one layer above the frozen ones.
Held held_layer_parameters(const Model& model, const Plan& plan, const Tuning& tuning,
                           bool experts);

}  // namespace foretoken::plan
