// Can context ranks exchange keys or heads in this way?
#include "plan/legal_context.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "plan/illegal.hpp"

namespace foretoken::plan {
namespace {

using std::to_string;

// Heads that a tensor rank can share out among context ranks: keys go with their queries.
std::int64_t heads_to_exchange(const Plan& p, const Model& m) {
    return std::max<std::int64_t>(1, (m.latent ? m.heads : m.kv_heads) / p.tp);
}

}  // namespace

std::int64_t context_inner(const Plan& p, const Model& m) {
    const bool open = p.context == ContextExchange::hybrid && p.context_inner == 0;
    return open ? std::gcd(heads_to_exchange(p, m), p.cp) : p.context_inner;
}

Outcome check_context(const Plan& p, const Model& m) {
    const std::int64_t heads = heads_to_exchange(p, m);
    const std::int64_t most = std::gcd(heads, p.cp);
    const char* where = "plan.context_inner";
    if (p.context == ContextExchange::all_to_all && heads % p.cp != 0) {
        return illegal("plan.context",
                       "all-to-all over cp " + to_string(p.cp) + " does not divide the " +
                           to_string(heads) + " key-value heads of a tensor rank",
                       "set context: ring, or hybrid with context_inner " + to_string(most));
    }
    if (p.context != ContextExchange::hybrid) {
        return p.context_inner == 0
                   ? Outcome(Done{})
                   : Outcome(illegal(
                         where, "is " + to_string(p.context_inner) + ", but context is not hybrid",
                         "leave context_inner out, or set context: hybrid"));
    }
    if (p.context_inner < 1 || p.cp % p.context_inner != 0 || heads % p.context_inner != 0) {
        return illegal(where,
                       "is " + to_string(p.context_inner) + ", but must divide cp " +
                           to_string(p.cp) + " and the " + to_string(heads) +
                           " key-value heads of a tensor rank",
                       "the most that does is " + to_string(most) + "; 0 takes it");
    }
    return Done{};
}

}  // namespace foretoken::plan
