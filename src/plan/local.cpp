// What does one rank hold of a model, and how many tokens pass through it?
#include "plan/local.hpp"

#include <algorithm>
#include <cmath>

#include "model/parameters.hpp"
#include "plan/routing.hpp"

namespace foretoken::plan {

LocalTokens local_tokens(const Model& m, const Plan& p, const Workload& w) {
    LocalTokens t;
    t.whole = static_cast<double>(p.micro_batch * w.sequence) / static_cast<double>(p.cp);
    t.sequence = p.sequence_parallel ? t.whole / static_cast<double>(p.tp) : t.whole;
    if (m.experts) {
        // Each expert rank receives what all ranks of its group send to its experts. Without
        // sequence parallelism the tensor ranks hold the same tokens, and each dispatches its own
        // share.
        const double own = t.whole / static_cast<double>(p.tp);
        const ExpertGroup group{.experts = static_cast<double>(m.experts->count),
                                .top_k = static_cast<double>(m.experts->top_k),
                                .ranks = static_cast<double>(p.ep),
                                .tokens = own * static_cast<double>(p.ep)};
        // What is padded is computed, but only what is dropped does not travel.
        const double computed = computed_load(w.routing, group);
        t.load = std::min(computed, imbalance(w.routing, group));
        t.routed = computed * own * static_cast<double>(m.experts->top_k * p.etp);
    }
    return t;
}

double rows(model::Split split, const LocalTokens& tokens) {
    switch (split) {
        case model::Split::none:
        case model::Split::column:
        case model::Split::row: return tokens.whole;
        case model::Split::sequence: return tokens.sequence;
        case model::Split::experts: return tokens.routed;
    }
    return 0.0;
}

double feature_divisor(model::Split split, const Plan& p) {
    switch (split) {
        case model::Split::none:
        case model::Split::sequence: return 1.0;
        case model::Split::column:
        case model::Split::row: return static_cast<double>(p.tp);
        case model::Split::experts: return static_cast<double>(p.etp);
    }
    return 1.0;
}

LocalParameters local_layer_parameters(const Model& m, const Plan& p, bool experts) {
    const model::LayerParameters layer =
        experts ? model::expert_layer_parameters(m) : model::dense_layer_parameters(m);
    return {.shared = layer.split / static_cast<double>(p.tp) + layer.replicated,
            .experts = layer.experts / static_cast<double>(p.ep * p.etp)};
}

LocalParameters local_parameters(const Model& m, const Plan& p, const Stage& stage) {
    LocalParameters sum;
    const auto add = [&](std::int64_t layers, bool experts) {
        if (layers > 0) {
            const LocalParameters one = local_layer_parameters(m, p, experts);
            sum.shared += static_cast<double>(layers) * one.shared;
            sum.experts += static_cast<double>(layers) * one.experts;
        }
    };
    add(stage.dense + stage.dense_windowed, false);
    add(stage.experts + stage.experts_windowed, true);
    add(stage.prediction, m.experts.has_value());
    const double tp = static_cast<double>(p.tp);
    sum.shared += stage.embedding ? model::embedding_parameters(m) / tp : 0.0;
    // A tied output needs its own copy on the last stage of a pipeline.
    const bool copy = stage.output && (!m.tied_embeddings || !stage.embedding);
    sum.shared += copy ? static_cast<double>(m.vocabulary * m.hidden) / tp : 0.0;
    return sum;
}

double local_vocabulary(const Model& m, const Plan& p, const Software& software) {
    const double tp = static_cast<double>(p.tp);
    const double rows = static_cast<double>(m.vocabulary);
    return software.padded_vocabulary ? std::ceil(rows / (128.0 * tp)) * 128.0
                                      : std::ceil(rows / tp);
}

}  // namespace foretoken::plan
