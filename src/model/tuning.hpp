// Which weights are trained, and what do adapters beside frozen ones add?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/model.hpp>
#include <foretoken/scenario.hpp>

#include "model/operators.hpp"
#include "model/parameters.hpp"

namespace foretoken::model {

// Layers below the lowest one that is trained: no gradient reaches them. Prediction layers stand at
// the end.
std::int64_t frozen_layers(const Model& model, const Tuning& tuning);

// Is the weight of this product trained, in a layer above those?
inline bool trains_products(const Tuning& tuning) {
    return tuning.method != Method::lora;
}
inline bool trains_embedding(const Tuning& tuning) {
    return tuning.method == Method::full;
}
// The output matrix; a tied one is the embedding.
bool trains_output(const Model& model, const Tuning& tuning);

// Has this operator an adapter beside it? Never, unless the method is lora.
bool is_target(const Operator& op, const Tuning& tuning);
// Projections that one product fuses (queries, keys and values; gate and up): each has an adapter
// of its own.
double projections(const Operator& op, const Model& model);
// Adapters of one layer, and the multiply-adds that a token costs in them, forward.
double adapters_per_layer(const Model& model, const Tuning& tuning, bool experts);
// A (k x r) and B (r x n): the side that the product splits over tensor ranks is split, the other
// one whole on every rank.
LayerParameters adapter_parameters(const Model& model, const Tuning& tuning, bool experts);
// Of those, what one token meets: top_k of the experts.
double active_adapter_parameters(const Model& model, const Tuning& tuning, bool experts);

// What a layer keeps for its backward pass changes: a frozen product needs no input for its weight
// gradient; an adapter needs its input and what A made of it.
void keep_for_adapters(std::vector<Operator>& list, const Model& model, const Tuning& tuning);

// Bytes of a stored element; NF4 with its doubly quantised scales (arXiv 2305.14314, section 3).
double frozen_bytes(const Tuning& tuning, Precision precision);

}  // namespace foretoken::model
