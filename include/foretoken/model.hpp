// What is the shape of a transformer?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <foretoken/provenance.hpp>

namespace foretoken {

// Mixture of experts: the feed-forward block is replaced by `experts` small ones of which each
// token visits `top_k`.
struct Experts {
    std::int64_t count = 0;
    std::int64_t top_k = 0;
    std::int64_t ffn = 0;         // intermediate size of one expert
    std::int64_t shared_ffn = 0;  // summed intermediate size of the experts that every token visits
    std::int64_t dense_layers = 0;  // the first so many layers keep the dense block
    std::int64_t most_groups = 0;   // groups of experts (nodes) that a token may visit; 0 = any
    std::int64_t every = 1;         // a mixture in every so many-th layer; 1 = all
    bool operator==(const Experts&) const = default;
};

// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).
struct LatentAttention {
    std::int64_t q_rank = 0;  // 0 = queries are not compressed
    std::int64_t kv_rank = 0;
    std::int64_t nope_dim = 0;
    std::int64_t rope_dim = 0;
    std::int64_t v_dim = 0;
    bool operator==(const LatentAttention&) const = default;
};

// Sliding window: so many of every `period` layers see the last `size` tokens only.
struct Window {
    std::int64_t size = 0;
    std::int64_t period = 1;
    std::int64_t global_layers = 0;  // of each period: layers with full attention
    bool operator==(const Window&) const = default;
};

enum class Positions { learned, rotary, alibi, none };

struct Model {
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
    std::int64_t layers = 0;
    std::int64_t hidden = 0;
    std::int64_t ffn = 0;  // intermediate size of the dense block; 0 if there is none
    std::int64_t heads = 0;
    std::int64_t kv_heads = 0;
    std::int64_t head_dim = 0;
    std::int64_t vocabulary = 0;
    std::int64_t context = 2048;   // longest sequence; rows of a learned position table
    bool gated = false;            // SwiGLU and its kin: two up-projections
    bool biases = false;           // linear layers carry bias vectors
    bool tied_embeddings = false;  // input and output embedding share weights
    bool parallel_block = false;   // attention and feed-forward read the same norm
    Positions positions = Positions::rotary;
    double dropout = 0.0;
    std::int64_t prediction_layers = 0;  // extra multi-token-prediction layers (DeepSeek-V3)
    std::optional<Experts> experts;
    std::optional<LatentAttention> latent;
    std::optional<Window> window;
    Provenance from;
    bool operator==(const Model&) const = default;
};

}  // namespace foretoken
