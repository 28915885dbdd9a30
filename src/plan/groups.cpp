// Which ranks form a group, and how far apart are they?
#include "plan/groups.hpp"

#include <algorithm>

namespace foretoken::plan {

Groups groups(const Plan& p) {
    const bool pipeline_inside = p.order == RankOrder::tp_cp_pp_dp;
    const std::int64_t inner = p.tp * p.cp;
    const std::int64_t pipeline_stride = pipeline_inside ? inner : inner * p.dp;
    const std::int64_t data_stride = pipeline_inside ? inner * p.pp : inner;

    Groups g;
    g.tensor = {.ranks = p.tp, .stride = 1};
    g.context = {.ranks = p.cp, .stride = p.tp};
    g.heads = {.ranks = head_ranks(p), .stride = p.tp};
    g.pipeline = {.ranks = p.pp, .stride = pipeline_stride};
    // Context ranks lie inside the data ranks, so together they are evenly spaced unless the
    // pipeline stands between them; then the wider spacing governs, because it decides what crosses
    // nodes.
    // DualPipe keeps every stage on two ranks of the pipeline.
    const std::int64_t copies = p.schedule == Schedule::dualpipe ? 2 : 1;
    g.data = {.ranks = p.dp * p.cp * copies,
              .stride = pipeline_inside && p.dp > 1 ? data_stride / p.cp : p.tp};
    // Experts fold tensor, context and data ranks into one space (Megatron-Core parallel folding).
    g.expert = {.ranks = p.ep, .stride = p.etp};
    g.expert_data = {.ranks = p.tp * p.cp * p.dp * copies / (p.ep * p.etp), .stride = p.ep * p.etp};
    const std::int64_t shards = p.shard_group > 0 ? p.shard_group : g.data.ranks;
    g.shard = {.ranks = shards, .stride = g.data.stride};
    g.replica = {.ranks = g.data.ranks / shards, .stride = g.data.stride * shards};
    return g;
}

std::int64_t head_ranks(const Plan& p) {
    switch (p.context) {
        case ContextExchange::ring:
        case ContextExchange::all_gather: return 1;
        case ContextExchange::all_to_all: return p.cp;
        case ContextExchange::hybrid: return std::max<std::int64_t>(1, p.context_inner);
    }
    return 1;
}

}  // namespace foretoken::plan
