// How many parameters does a model have, and where?
#include "model/parameters.hpp"

#include "model/operators.hpp"

namespace foretoken::model {
namespace {

double count(std::int64_t n) {
    return static_cast<double>(n);
}

// LayerNorm has a gain and a bias, RMSNorm (the unbiased models) only a gain.
double norm_parameters(const Model& m) {
    return (m.biases ? 2.0 : 1.0) * count(m.hidden);
}

LayerParameters attention_parameters(const Model& m) {
    const AttentionWidth w = attention_width(m);
    LayerParameters p;
    p.replicated = norm_parameters(m);
    if (m.latent) {
        const LatentAttention& l = *m.latent;
        const double h = count(m.hidden);
        p.replicated += h * count(l.kv_rank + l.rope_dim) + count(l.kv_rank);
        p.split += count(l.kv_rank) * count(m.heads * (l.nope_dim + l.v_dim));
        if (l.q_rank > 0) {
            p.replicated += h * count(l.q_rank) + count(l.q_rank);
            p.split += count(l.q_rank) * count(w.query);
        } else {
            p.split += h * count(w.query);
        }
    } else {
        p.split += count(m.hidden) * count(w.query + w.key + w.value);
        p.split += m.biases ? count(w.query + w.key + w.value) : 0.0;
    }
    p.split += count(w.output) * count(m.hidden);
    p.replicated += m.biases ? count(m.hidden) : 0.0;
    return p;
}

// Up, (gate,) and down projection of width `ffn`, with biases where the model has them.
double feed_forward_parameters(const Model& m, std::int64_t ffn) {
    const double matrices = (m.gated ? 3.0 : 2.0) * count(m.hidden) * count(ffn);
    return matrices + (m.biases ? (m.gated ? 2.0 : 1.0) * count(ffn) : 0.0);
}

double layers_with_experts(const Model& m) {
    double layers = 0.0;
    for (std::int64_t i = 0; i < m.layers; ++i) {
        layers += is_expert_layer(m, i) ? 1.0 : 0.0;
    }
    return layers;
}

double outside_of_layers(const Model& m) {
    return embedding_parameters(m) + output_parameters(m) + norm_parameters(m);
}

}  // namespace

LayerParameters dense_layer_parameters(const Model& m) {
    LayerParameters p = attention_parameters(m);
    p.split += feed_forward_parameters(m, m.ffn);
    p.replicated +=
        (m.parallel_block ? 0.0 : norm_parameters(m)) + (m.biases ? count(m.hidden) : 0.0);
    return p;
}

LayerParameters expert_layer_parameters(const Model& m) {
    const Experts& e = *m.experts;
    LayerParameters p = attention_parameters(m);
    p.replicated += norm_parameters(m) + count(m.hidden) * count(e.count);
    p.experts += count(e.count) * feed_forward_parameters(m, e.ffn);
    p.split += e.shared_ffn > 0 ? feed_forward_parameters(m, e.shared_ffn) : 0.0;
    return p;
}

double embedding_parameters(const Model& m) {
    const double positions = m.positions == Positions::learned ? count(m.context) : 0.0;
    return (count(m.vocabulary) + positions) * count(m.hidden);
}

double output_parameters(const Model& m) {
    return m.tied_embeddings ? 0.0 : count(m.vocabulary) * count(m.hidden);
}

double total_parameters(const Model& m) {
    const double mixtures = layers_with_experts(m);
    double sum =
        outside_of_layers(m) + (count(m.layers) - mixtures) * dense_layer_parameters(m).total();
    if (mixtures > 0.0) {
        sum += mixtures * expert_layer_parameters(m).total();
    }
    return sum;
}

double active_parameters(const Model& m) {
    if (!m.experts) {
        return total_parameters(m);
    }
    const double unused = 1.0 - count(m.experts->top_k) / count(m.experts->count);
    return total_parameters(m) -
           layers_with_experts(m) * expert_layer_parameters(m).experts * unused;
}

}  // namespace foretoken::model
