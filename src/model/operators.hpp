// What does one transformer layer compute, operator by operator?
//
// Shapes are those of the whole layer; `split` says which dimension a tensor-parallel group of
// ranks divides. train/layer.cpp turns the list into time, memory/activations.cpp into bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <foretoken/model.hpp>
#include <foretoken/software.hpp>

namespace foretoken::model {

// What the ranks of a tensor-parallel group divide among themselves.
enum class Split {
    none,      // every rank does all of it
    sequence,  // tokens, if sequence parallel; otherwise every rank does all of it
    column,    // output features, heads included
    row,       // input features; the partial outputs are summed afterwards
    experts,   // routed rows of the expert group
};

enum class OperatorKind { gemm, expert_gemm, attention, norm, elementwise };

struct Operator {
    std::string_view name;
    OperatorKind kind = OperatorKind::elementwise;
    Split split = Split::none;
    std::int64_t n = 0;  // gemm: output features
    std::int64_t k = 0;  // gemm: input features
    // Elementwise and norm: 16-bit elements read and written per token.
    double forward_elements = 0.0;
    double backward_elements = 0.0;
    // Bytes per token kept from the forward for the backward pass.
    double saved_bytes = 0.0;
    Split saved_split = Split::none;
    // Of those, the bytes that selective recomputation brings back instead of keeping them.
    double recomputed_bytes = 0.0;
    // Selective recomputation runs this operator's forward pass again.
    bool recomputed = false;
    // The large products run in the format of the workload; others (router) stay in 16 bit.
    bool low_precision = true;
    // Of the experts that every token visits: can run while the others' tokens travel.
    bool shared = false;
};

// Selective recomputation repeats what is cheap for the memory it frees. Unfused attention: the
// core between projections (Korthikanti 2022, section 5). Fused attention keeps no scores; there it
// is norms, activations, and the up-projections of latent attention (Megatron-Core's recompute
// modules).

// The attention part: norm, projections, core. Identical in dense and mixture layers.
std::vector<Operator> attention_operators(const Model& model, const Software& software);
// The feed-forward part of a dense layer.
std::vector<Operator> dense_operators(const Model& model, const Software& software);
// The feed-forward part of a mixture-of-experts layer. Requires model.experts.
std::vector<Operator> expert_operators(const Model& model, const Software& software);

// Width of what attention reads and writes per token, in elements: queries, keys with values,
// output.
struct AttentionWidth {
    std::int64_t query = 0;
    std::int64_t key = 0;
    std::int64_t value = 0;
    std::int64_t output = 0;
};
AttentionWidth attention_width(const Model& model);
// Head dimensions of the score product and of the value product.
std::int64_t score_dim(const Model& model);
std::int64_t value_dim(const Model& model);

// Which layers are mixtures, and which see the whole sequence? Layers count from 0.
bool is_expert_layer(const Model& model, std::int64_t layer);
bool is_windowed_layer(const Model& model, std::int64_t layer);

}  // namespace foretoken::model
