// Which kernels does one context rank run for an attention core?
#include "train/context_core.hpp"

#include <algorithm>

#include "plan/groups.hpp"

namespace foretoken::train {
namespace {

kernel::Attention part(kernel::Attention core, std::int64_t queries, std::int64_t keys,
                       bool causal) {
    core.queries = std::max<std::int64_t>(1, queries);
    core.keys = std::max<std::int64_t>(core.causal && causal ? core.queries : 1, keys);
    core.causal = causal;
    return core;
}

}  // namespace

std::vector<CorePiece> core_pieces(const kernel::Attention& whole, const Plan& plan) {
    const std::int64_t exchanged = plan::head_ranks(plan);
    const std::int64_t ring = plan.cp / exchanged;
    kernel::Attention core = whole;
    core.heads = std::max<std::int64_t>(1, core.heads / exchanged);
    core.kv_heads = std::max<std::int64_t>(1, core.kv_heads / exchanged);
    if (ring == 1) {
        return {{.shape = core}};
    }
    // A window leaves every query as many keys wherever it is, so only the queries are divided.
    const bool windowed = core.window > 0 && core.window < core.keys;
    if (windowed || !core.causal) {
        return {{.shape = core, .times = 1.0 / static_cast<double>(ring)}};
    }
    if (plan.context == ContextExchange::all_gather) {
        const std::int64_t chunk = core.queries / (2 * ring);
        return {{.shape = part(core, chunk, chunk, true)},
                {.shape = part(core, chunk, core.keys, true)}};
    }
    const std::int64_t queries = core.queries / ring;
    return {
        {.shape = part(core, queries, queries, true)},
        {.shape = part(core, queries, queries / 2, false), .times = static_cast<double>(ring - 1)}};
}

}  // namespace foretoken::train
