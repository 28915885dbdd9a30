// How many bytes does a layer keep from its forward pass for its backward pass?
#include "memory/activations.hpp"

#include <algorithm>

#include "model/operators.hpp"
#include "plan/interleaving.hpp"

namespace foretoken::memory {
namespace {

double element_bytes(const Workload& w) {
    return w.precision == Precision::fp32 || w.precision == Precision::tf32 ? 4.0 : 2.0;
}

struct Saved {
    double all = 0.0;
    double recomputed = 0.0;  // of those, what selective recomputation does not keep
};

Saved saved(const std::vector<model::Operator>& list, const plan::LocalTokens& tokens,
            const Plan& p) {
    Saved sum;
    for (const model::Operator& op : list) {
        const double share =
            plan::rows(op.saved_split, tokens) / plan::feature_divisor(op.saved_split, p);
        sum.all += op.saved_bytes * share;
        sum.recomputed += op.recomputed_bytes * share;
    }
    return sum;
}

// Softmax output, dropout mask and dropout output of every pair of tokens: 5 a s^2 b bytes, or 2
// without dropout. Flash kernels keep one 32-bit statistic per row instead.
double score_bytes(const TrainScenario& s, const plan::LocalTokens& tokens) {
    const double heads = static_cast<double>(s.model.heads) / static_cast<double>(s.plan.tp);
    if (s.software.attention != AttentionKernel::unfused) {
        return 4.0 * heads * tokens.whole;
    }
    const double keys = static_cast<double>(s.workload.sequence);
    return (s.model.dropout > 0.0 ? 5.0 : 2.0) * heads * tokens.whole * keys;
}

}  // namespace

Bytes boundary(const TrainScenario& s) {
    const plan::LocalTokens tokens = plan::local_tokens(s.model, s.plan, s.workload);
    return {element_bytes(s.workload) * tokens.sequence * static_cast<double>(s.model.hidden)};
}

LayerActivations layer_activations(const TrainScenario& s, bool experts) {
    const plan::LocalTokens tokens = plan::local_tokens(s.model, s.plan, s.workload);
    const double scale = element_bytes(s.workload) / 2.0;
    const double core = scale * score_bytes(s, tokens);
    const auto feed_forward = experts ? model::expert_operators(s.model, s.software)
                                      : model::dense_operators(s.model, s.software);
    const Saved attention = saved(model::attention_operators(s.model, s.software), tokens, s.plan);
    const Saved forward = saved(feed_forward, tokens, s.plan);
    const double rest = scale * (attention.all + forward.all);
    switch (s.plan.recompute) {
        case Recompute::none: return {.kept = {rest + core}, .transient = {}};
        case Recompute::selective: {
            const bool fused = s.software.attention != AttentionKernel::unfused;
            const double dropped =
                fused ? scale * (attention.recomputed + forward.recomputed) : core;
            return {.kept = {rest + core - dropped}, .transient = {dropped}};
        }
        case Recompute::full: return {.kept = boundary(s), .transient = {rest + core}};
    }
    return {};
}

Bytes logits(const TrainScenario& s) {
    const plan::LocalTokens tokens = plan::local_tokens(s.model, s.plan, s.workload);
    const double vocabulary = plan::local_vocabulary(s.model, s.plan, s.software);
    // 16-bit logits; unfused losses add a 32-bit copy, its softmax, and the gradient of each.
    const double bytes = s.software.fused_loss ? 2.0 + 2.0 : 2.0 + 4.0 + 4.0;
    return {bytes * tokens.whole * vocabulary};
}

double micro_batches_in_flight(const Plan& p, std::int64_t stage, std::int64_t micro_batches) {
    const double total = static_cast<double>(micro_batches);
    const double ranks = static_cast<double>(p.pp);
    switch (p.schedule) {
        case Schedule::gpipe: return total;
        case Schedule::zero_bubble_h1:
        case Schedule::zero_bubble_v: return std::min(total, ranks);
        case Schedule::dualpipe: return (ranks + 1.0) / 2.0;
        case Schedule::one_f_one_b: break;
    }
    const std::int64_t ahead = p.pp - stage;
    if (p.vpp == 1) {
        return std::min(total, static_cast<double>(ahead));
    }
    // Warm-up forwards of chunks: 2 (p - s - 1) + (v - 1) p, and the one in work.
    const std::int64_t group = plan::interleaving_group(p.pp, micro_batches);
    const double chunks = static_cast<double>(2 * (ahead - 1) + (p.vpp - 1) * group + 1);
    return std::min(total, chunks / static_cast<double>(p.vpp));
}

}  // namespace foretoken::memory
