// How many bytes does a layer keep from its forward pass for its backward pass?
#pragma once

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

#include "plan/local.hpp"

namespace foretoken::memory {

// Per micro-batch, layer and rank. The counts follow Korthikanti 2022 (arXiv 2205.05198), Eq. 1-4:
// for a GPT layer with dropout and unfused attention they give s b h (34 + 5 a s / h).
struct LayerActivations {
    Bytes kept;       // under the plan's recomputation
    Bytes transient;  // what recomputing one layer brings back for a moment
};
LayerActivations layer_activations(const TrainScenario& scenario, bool experts);

// The boundary tensor of one micro-batch: what a stage receives, and all that full recompute keeps.
Bytes boundary(const TrainScenario& scenario);

// Logits and what the loss keeps of them, on the last stage, for one micro-batch.
Bytes logits(const TrainScenario& scenario);

// How many micro-batches of its layers a stage holds at once, as a (possibly fractional) multiple
// of all its layers: 1F1B holds p - s of them; the interleaved schedule more (Narayanan 2021,
// section 2.2); GPipe all; ZB-H1 and ZB-V p on every stage (arXiv 2401.10241, 2405.15362), weight
// gradients that wait included; DualPipe p + 1 of one direction's chunk (arXiv 2412.19437, table
// 2), of which a rank holds two.
double micro_batches_in_flight(const Plan& plan, std::int64_t stage, std::int64_t micro_batches);

}  // namespace foretoken::memory
