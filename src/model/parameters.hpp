// How many parameters does a model have, and where?
#pragma once

#include <cstdint>

#include <foretoken/model.hpp>

namespace foretoken::model {

// Parameters of one layer, by how parallelism divides them.
struct LayerParameters {
    double split = 0.0;       // divided by the tensor-parallel group
    double replicated = 0.0;  // norms, latent down-projections, router: on every tensor rank
    double experts = 0.0;     // routed experts: divided by the expert groups
    double total() const { return split + replicated + experts; }
};

LayerParameters dense_layer_parameters(const Model& model);
// Requires model.experts.
LayerParameters expert_layer_parameters(const Model& model);

// Input embedding, learned positions included; and the output projection (0 if tied).
double embedding_parameters(const Model& model);
double output_parameters(const Model& model);

// All parameters, multi-token-prediction layers excluded (as models are named).
double total_parameters(const Model& model);
// Of those, the ones that one token meets: top_k instead of all experts.
double active_parameters(const Model& model);

}  // namespace foretoken::model
