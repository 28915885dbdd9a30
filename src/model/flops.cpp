// How many FLOPs does a sequence cost, in the conventions in which utilisation is published?
#include "model/flops.hpp"

#include <algorithm>

#include "model/documents.hpp"
#include "model/operators.hpp"
#include "model/tuning.hpp"

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

// Per key that a token sees.
double core_flops(const Model& m) {
    return 2.0 * static_cast<double>(m.heads * (score_dim(m) + value_dim(m)));
}

// Layers from `first` on; the output is not among them.
ForwardFlops layer_flops(const Model& m, const Documents& d, std::int64_t first,
                         std::int64_t last) {
    const Software plain;
    const double attention = products(attention_operators(m, plain), m);
    const double dense = m.ffn > 0 ? products(dense_operators(m, plain), m) : 0.0;
    const double experts = m.experts ? products(expert_operators(m, plain), m) : 0.0;
    const double t = d.tokens;
    const double core = core_flops(m);

    ForwardFlops out;
    for (std::int64_t i = first; i < last; ++i) {
        const double window =
            is_windowed_layer(m, i) ? static_cast<double>(m.window->size) : d.length;
        out.linear.value += t * (attention + (is_expert_layer(m, i) ? experts : dense));
        out.attention_full.value += t * core * visible_keys(d.length, window, false);
        out.attention_causal.value += t * core * visible_keys(d.length, window, true);
    }
    return out;
}

Flops output_flops(const Model& m, double tokens) {
    const double heads = 1.0 + static_cast<double>(m.prediction_layers);
    return {2.0 * tokens * heads * static_cast<double>(m.hidden) *
            static_cast<double>(m.vocabulary)};
}

Flops adapter_flops(const Model& m, const Tuning& t, double tokens) {
    if (t.method != Method::lora) {
        return {};
    }
    double sum = 0.0;
    for (std::int64_t i = 0; i < m.layers + m.prediction_layers; ++i) {
        sum += active_adapter_parameters(m, t, is_expert_layer(m, i));
    }
    return {2.0 * tokens * sum};
}

}  // namespace

ForwardFlops forward_flops(const Model& m, std::int64_t tokens) {
    const double t = static_cast<double>(tokens);
    ForwardFlops out =
        layer_flops(m, {.tokens = t, .length = t}, 0, m.layers + m.prediction_layers);
    out.output = output_flops(m, t);
    return out;
}

Flops attention_flops(const Model& m, double tokens, double length, bool windowed) {
    const double window = windowed ? static_cast<double>(m.window->size) : length;
    return {tokens * core_flops(m) * visible_keys(length, window, true)};
}

TrainingFlops training_flops(const Model& m, const Workload& w, Recompute recompute) {
    const Documents d = documents(w);
    const std::int64_t frozen = frozen_layers(m, w.tuning);
    const ForwardFlops below = layer_flops(m, d, 0, frozen);
    const ForwardFlops above = layer_flops(m, d, frozen, m.layers + m.prediction_layers);
    const Flops adapters = adapter_flops(m, w.tuning, d.tokens);
    const double products = trains_products(w.tuning) ? 3.0 : 2.0;
    const double output = trains_output(m, w.tuning) ? 3.0 : 2.0;
    const Flops linear = below.linear + products * above.linear + 3.0 * adapters +
                         output * output_flops(m, d.tokens);
    TrainingFlops out;
    out.full = linear + below.attention_full + 3.0 * above.attention_full;
    out.causal = linear + below.attention_causal + 3.0 * above.attention_causal;
    out.hardware = out.full;
    if (recompute != Recompute::none) {
        out.hardware += above.attention_full;
    }
    if (recompute == Recompute::full) {
        out.hardware += above.linear + adapters;
    }
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
