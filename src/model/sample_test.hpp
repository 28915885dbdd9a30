// Which models do the tests of this room, and of those above it, ask about?
#pragma once

#include <cstdint>

#include <foretoken/model.hpp>

namespace foretoken::model {

// A GPT with everything that Narayanan 2021 and Korthikanti 2022 count: biases, learned positions,
// tied embeddings, dropout.
inline Model gpt(std::int64_t layers, std::int64_t hidden, std::int64_t heads) {
    Model m;
    m.name = "GPT";
    m.layers = layers;
    m.hidden = hidden;
    m.ffn = 4 * hidden;
    m.heads = heads;
    m.kv_heads = heads;
    m.head_dim = hidden / heads;
    m.vocabulary = 51200;
    m.biases = true;
    m.tied_embeddings = true;
    m.positions = Positions::learned;
    m.dropout = 0.1;
    return m;
}

// Llama 2 70B: gated, grouped queries, no biases, its own output matrix.
inline Model llama_70b() {
    Model m;
    m.name = "Llama 2 70B";
    m.layers = 80;
    m.hidden = 8192;
    m.ffn = 28672;
    m.heads = 64;
    m.kv_heads = 8;
    m.head_dim = 128;
    m.vocabulary = 32000;
    m.context = 4096;
    m.gated = true;
    return m;
}

// Small round numbers: 4 layers, of which the first is dense; 8 experts, 2 per token, one shared.
inline Model mixture() {
    Model m;
    m.name = "Mixture";
    m.layers = 4;
    m.hidden = 64;
    m.ffn = 256;
    m.heads = 4;
    m.kv_heads = 4;
    m.head_dim = 16;
    m.vocabulary = 1000;
    m.gated = true;
    m.experts = Experts{.count = 8, .top_k = 2, .ffn = 32, .shared_ffn = 32, .dense_layers = 1};
    return m;
}

}  // namespace foretoken::model
