// How many bytes does the exchange between context ranks hold for a moment?
#include "memory/context.hpp"

#include "model/operators.hpp"
#include "plan/groups.hpp"
#include "plan/local.hpp"

namespace foretoken::memory {

Bytes context_buffers(const TrainScenario& s) {
    const Plan& p = s.plan;
    if (p.cp == 1) {
        return {};
    }
    const bool wide =
        s.workload.precision == Precision::fp32 || s.workload.precision == Precision::tf32;
    const model::AttentionWidth width = model::attention_width(s.model);
    const double tokens = plan::local_tokens(s.model, p, s.workload).whole;
    const double per_feature = (wide ? 4.0 : 2.0) * tokens / static_cast<double>(p.tp);
    const double keys = per_feature * static_cast<double>(width.key + width.value);
    if (p.context == ContextExchange::all_gather) {
        return {2.0 * static_cast<double>(p.cp) * keys};
    }
    const std::int64_t exchanged = plan::head_ranks(p);
    const double heads =
        exchanged > 1 ? keys + per_feature * static_cast<double>(width.query) : 0.0;
    return {heads + (p.cp > exchanged ? 4.0 * keys : 0.0)};
}

}  // namespace foretoken::memory
