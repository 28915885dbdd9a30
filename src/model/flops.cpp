// How many FLOPs does a sequence cost, in the conventions in which utilisation is published?
#include "model/flops.hpp"

#include <algorithm>

#include "model/operators.hpp"

namespace foretoken::model {
namespace {

double products(const std::vector<Operator>& list, const Model& m) {
    double sum = 0.0;
    for (const Operator& op : list) {
        const double size = 2.0 * static_cast<double>(op.n) * static_cast<double>(op.k);
        if (op.kind == OperatorKind::gemm) {
            sum += size;
        } else if (op.kind == OperatorKind::expert_gemm) {
            sum += size * static_cast<double>(m.experts->top_k);
        }
    }
    return sum;
}

// Keys that a query sees on average: all, or the window; causal counts each pair once.
double visible_keys(double tokens, double window, bool causal) {
    if (!causal) {
        return std::min(tokens, window);
    }
    if (window >= tokens) {
        return tokens / 2.0;
    }
    return window - window * window / (2.0 * tokens);
}

}  // namespace

ForwardFlops forward_flops(const Model& m, std::int64_t tokens) {
    const Software plain;
    const double attention = products(attention_operators(m, plain), m);
    const double dense = m.ffn > 0 ? products(dense_operators(m, plain), m) : 0.0;
    const double experts = m.experts ? products(expert_operators(m, plain), m) : 0.0;
    const double t = static_cast<double>(tokens);
    const double core = 2.0 * static_cast<double>(m.heads * (score_dim(m) + value_dim(m)));

    ForwardFlops out;
    const std::int64_t layers = m.layers + m.prediction_layers;
    for (std::int64_t i = 0; i < layers; ++i) {
        const double window = is_windowed_layer(m, i) ? static_cast<double>(m.window->size) : t;
        out.linear.value += t * (attention + (is_expert_layer(m, i) ? experts : dense));
        out.attention_full.value += t * core * visible_keys(t, window, false);
        out.attention_causal.value += t * core * visible_keys(t, window, true);
    }
    const double heads = 1.0 + static_cast<double>(m.prediction_layers);
    out.output.value =
        2.0 * t * heads * static_cast<double>(m.hidden) * static_cast<double>(m.vocabulary);
    return out;
}

Flops model_flops_full(const ForwardFlops& f) {
    return 3.0 * (f.linear + f.attention_full + f.output);
}

Flops model_flops_causal(const ForwardFlops& f) {
    return 3.0 * (f.linear + f.attention_causal + f.output);
}

Flops hardware_flops(const ForwardFlops& f, Recompute recompute) {
    switch (recompute) {
        case Recompute::none: return model_flops_full(f);
        case Recompute::selective: return model_flops_full(f) + f.attention_full;
        case Recompute::full: return model_flops_full(f) + f.linear + f.attention_full;
    }
    return model_flops_full(f);
}

}  // namespace foretoken::model
