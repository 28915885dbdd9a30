// How many FLOPs does a sequence cost, in the conventions in which utilisation is published?
#pragma once

#include <cstdint>

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::model {

// Forward FLOPs of one sequence of `tokens` tokens (2 per multiply-add).
struct ForwardFlops {
    Flops linear;            // products with weights, experts by top_k
    Flops attention_full;    // scores and values over the full square (or the window)
    Flops attention_causal;  // the same, each pair of tokens once
    Flops output;            // logits
};
ForwardFlops forward_flops(const Model& model, std::int64_t tokens);

// The attention core of one layer's forward pass, each pair of tokens once: `tokens` of a sequence
// that stand in documents of `length`.
Flops attention_flops(const Model& model, double tokens, double length, bool windowed);

// Training FLOPs of one sequence of a workload: of its real tokens, each within its document, and
// of the weights that are trained. A frozen product has no weight gradient (2 times forward instead
// of 3), a layer below the lowest trained one no backward pass at all; adapters count in full.
struct TrainingFlops {
    Flops full;
    Flops causal;
    Flops hardware;
};
TrainingFlops training_flops(const Model& model, const Workload& workload, Recompute recompute);

// Training FLOPs of one sequence: backward is twice forward (Narayanan 2021, appendix).
Flops model_flops_full(const ForwardFlops& forward);
Flops model_flops_causal(const ForwardFlops& forward);
// Full convention and what is recomputed: all layers, or the attention core (Korthikanti 2022).
Flops hardware_flops(const ForwardFlops& forward, Recompute recompute);

}  // namespace foretoken::model
