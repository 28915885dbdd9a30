// How many bytes does a layer keep from its forward pass for its backward pass?
#include "memory/activations.hpp"

#include <algorithm>

#include "memory/states.hpp"
#include "model/operators.hpp"
#include "model/tuning.hpp"
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

bool is_product(const model::Operator& op) {
    return op.kind == model::OperatorKind::gemm || op.kind == model::OperatorKind::expert_gemm;
}

Saved saved(std::vector<model::Operator> list, const plan::LocalTokens& tokens,
            const TrainScenario& s) {
    model::keep_for_adapters(list, s.model, s.workload.tuning);
    const double narrow = narrow_share(s.workload.precision);
    Saved sum;
    for (const model::Operator& op : list) {
        const double share = (is_product(op) && op.low_precision ? narrow : 1.0) *
                             plan::rows(op.saved_split, tokens) /
                             plan::feature_divisor(op.saved_split, s.plan);
        sum.all += op.saved_bytes * share;
        sum.recomputed += op.recomputed_bytes * share;
    }
    return sum;
}

// Outputs of products, of which selective recomputation operator by operator keeps a share.
double outputs(const std::vector<model::Operator>& list, const plan::LocalTokens& tokens,
               const Plan& p) {
    double sum = 0.0;
    for (const model::Operator& op : list) {
        if (is_product(op)) {
            const double divisor =
                op.split == model::Split::row ? 1.0 : plan::feature_divisor(op.split, p);
            sum += 2.0 * static_cast<double>(op.n) * plan::rows(op.split, tokens) / divisor;
        }
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
    const auto attending = model::attention_operators(s.model, s.software);
    const Saved attention = saved(attending, tokens, s);
    const Saved forward = saved(feed_forward, tokens, s);
    const double rest = scale * (attention.all + forward.all);
    switch (s.plan.recompute) {
        case Recompute::none: return {.kept = {rest + core}, .transient = {}};
        case Recompute::selective: {
            const bool fused = s.software.attention != AttentionKernel::unfused;
            if (const double repeated = s.software.selective_products; repeated > 0.0) {
                // Outputs are kept instead of inputs: the layer's input, those of the products that
                // are not repeated, and the core's with its statistics.
                const double heads = static_cast<double>(s.model.heads * model::value_dim(s.model));
                const double products =
                    outputs(attending, tokens, s.plan) + outputs(feed_forward, tokens, s.plan);
                const double own =
                    scale * ((1.0 - repeated) * products +
                             2.0 * heads * tokens.whole / static_cast<double>(s.plan.tp)) +
                    core;
                const Bytes kept = min(boundary(s) + Bytes{own}, Bytes{rest + core});
                return {.kept = kept, .transient = Bytes{rest + core} - kept};
            }
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
