// Is this plan legal for this model on this cluster?
#include "plan/legal.hpp"

#include <initializer_list>
#include <string>

#include "plan/illegal.hpp"
#include "plan/legal_context.hpp"
#include "plan/legal_pipeline.hpp"
#include "plan/legal_tuning.hpp"

namespace foretoken::plan {
namespace {

using std::to_string;

// "tp 8 does not divide heads 12", with the largest divisor that would.
Outcome divides(const char* where, const char* part, std::int64_t divisor, const char* whole,
                std::int64_t value) {
    if (value % divisor == 0) {
        return Done{};
    }
    std::int64_t near = divisor;
    while (near > 1 && value % near != 0) {
        --near;
    }
    return illegal(where,
                   std::string(part) + " " + to_string(divisor) + " does not divide " + whole +
                       " " + to_string(value),
                   std::string("the next smaller that does is ") + to_string(near));
}

Outcome check_sizes(const Plan& p) {
    struct Size {
        const char* name;
        std::int64_t value;
    };
    for (const Size& size : {Size{"plan.tp", p.tp}, Size{"plan.pp", p.pp}, Size{"plan.vpp", p.vpp},
                             Size{"plan.cp", p.cp}, Size{"plan.ep", p.ep}, Size{"plan.etp", p.etp},
                             Size{"plan.micro_batch", p.micro_batch}}) {
        if (size.value < 1 || size.value > 1'000'000) {
            return illegal(size.name,
                           "must be between 1 and 1,000,000, is " + to_string(size.value),
                           "1 means: not used");
        }
    }
    if (p.zero < 0 || p.zero > 3) {
        return illegal("plan.zero", "is " + to_string(p.zero), "ZeRO stages are 0, 1, 2 and 3");
    }
    return Done{};
}

Result<std::int64_t> data_parallel(const Plan& p, std::int64_t accelerators) {
    const std::int64_t model_parallel = p.tp * p.pp * p.cp;
    const std::string sizes = "tp " + to_string(p.tp) + " x pp " + to_string(p.pp) + " x cp " +
                              to_string(p.cp) + " = " + to_string(model_parallel);
    if (model_parallel > accelerators) {
        return illegal("plan",
                       sizes + " is more than the " + to_string(accelerators) + " accelerators",
                       "use at most " + to_string(accelerators) + " in all, or a larger cluster");
    }
    if (accelerators % model_parallel != 0) {
        return illegal("plan",
                       sizes + " does not divide the " + to_string(accelerators) + " accelerators",
                       "choose sizes whose product divides " + to_string(accelerators));
    }
    const std::int64_t dp = accelerators / model_parallel;
    if (p.dp != 0 && p.dp != dp) {
        return illegal("plan.dp",
                       "is " + to_string(p.dp) + ", but " + to_string(accelerators) +
                           " accelerators over " + sizes + " leave " + to_string(dp),
                       "leave dp out, or give " + to_string(dp));
    }
    return dp;
}

Outcome check_tensor(const Plan& p, const Model& m) {
    if (p.tp > m.heads) {
        return illegal("plan.tp",
                       "tp " + to_string(p.tp) + " is larger than the " + to_string(m.heads) +
                           " attention heads",
                       "use tp of at most " + to_string(m.heads));
    }
    if (auto ok = divides("plan.tp", "tp", p.tp, "attention heads", m.heads); !ok) {
        return ok;
    }
    if (m.kv_heads % p.tp != 0 && p.tp % m.kv_heads != 0) {
        return illegal("plan.tp",
                       "tp " + to_string(p.tp) + " neither divides the " + to_string(m.kv_heads) +
                           " key-value heads nor is a multiple",
                       "use tp " + to_string(m.kv_heads));
    }
    return m.ffn > 0 ? divides("plan.tp", "tp", p.tp, "ffn", m.ffn) : Outcome(Done{});
}

Outcome check_experts(const Plan& p, const Model& m) {
    if (!m.experts) {
        return p.ep > 1
                   ? Outcome(illegal(
                         "plan.ep", "ep " + to_string(p.ep) + ", but " + m.name + " has no experts",
                         "leave ep out"))
                   : Outcome(Done{});
    }
    if (auto ok = divides("plan.ep", "ep", p.ep, "experts", m.experts->count); !ok) {
        return ok;
    }
    return divides("plan.ep", "ep x etp", p.ep * p.etp, "tp x cp x dp", p.tp * p.cp * p.dp);
}

Outcome check_routing(const Plan& p, const Model& m, const Routing& r) {
    if (!m.experts) {
        const bool said = r != Routing{} || p.dispatcher != Dispatcher::software;
        return said ? Outcome(illegal(
                          p.dispatcher != Dispatcher::software ? "plan.dispatcher"
                                                               : "workload.routing",
                          "says how tokens reach experts, but " + m.name + " has no experts",
                          "leave it out"))
                    : Outcome(Done{});
    }
    const auto at_least = [](double value, double least) { return value >= least && value <= 1e6; };
    if (!at_least(r.skew, 0.0) || r.skew > 10.0) {
        return illegal("workload.routing.skew", "must be between 0 and 10", "for example 1.2");
    }
    if (r.imbalance != 0.0 && !at_least(r.imbalance, 1.0)) {
        return illegal("workload.routing.imbalance",
                       "the busiest rank cannot receive less than the mean",
                       "1 is balanced; 0 derives it from workload.routing.spread");
    }
    if (r.capacity != 0.0 && !at_least(r.capacity, 0.01)) {
        return illegal("workload.routing.capacity", "must be 0 or at least 0.01",
                       "1 keeps as many rows as a balanced router sends; 0 drops nothing");
    }
    if (r.pad && r.capacity == 0.0) {
        return illegal("workload.routing.pad", "there is no capacity to pad to",
                       "give workload.routing.capacity, for example 1");
    }
    return Done{};
}

Outcome check_batch(const Plan& p, const Workload& w) {
    if (w.sequence < 1 || w.sequence > 1'000'000'000) {
        return illegal("workload.sequence", "is " + to_string(w.sequence) + " tokens",
                       "for example 4096");
    }
    if (w.global_batch < 1 || w.global_batch > 1'000'000'000) {
        return illegal("workload.global_batch", "is " + to_string(w.global_batch) + " sequences",
                       "for example 1024");
    }
    if (auto ok = divides("plan.cp", "cp", p.cp, "sequence", w.sequence); !ok) {
        return ok;
    }
    if (p.sequence_parallel) {
        if (auto ok =
                divides("plan.sequence_parallel", "cp x tp", p.cp * p.tp, "sequence", w.sequence);
            !ok) {
            return ok;
        }
    }
    const std::int64_t per_round = p.micro_batch * p.dp;
    if (w.global_batch % per_round != 0) {
        const std::int64_t below = w.global_batch - w.global_batch % per_round;
        return illegal("workload.global_batch",
                       to_string(w.global_batch) + " sequences are not divisible by micro_batch " +
                           to_string(p.micro_batch) + " x dp " + to_string(p.dp) + " = " +
                           to_string(per_round),
                       "use " + (below > 0 ? to_string(below) + " or " : std::string()) +
                           to_string(below + per_round));
    }
    return Done{};
}

Outcome check_shards(const Plan& p) {
    const std::int64_t shards = p.dp * p.cp;
    if (p.shard_group < 0 || (p.shard_group > 0 && shards % p.shard_group != 0)) {
        return illegal("plan.shard_group",
                       "is " + to_string(p.shard_group) + ", which does not divide " +
                           "dp x cp = " + to_string(shards),
                       "0 shards over all of them");
    }
    if (p.shard_group > 0 && p.zero == 0) {
        return illegal("plan.shard_group",
                       "is " + to_string(p.shard_group) + ", but nothing is sharded at zero 0",
                       "leave shard_group out, or set zero to 1, 2 or 3");
    }
    if (p.no_sync && p.zero < 2) {
        return illegal("plan.no_sync", "needs sharded gradients, zero is " + to_string(p.zero),
                       "leave no_sync out: whole gradients are reduced once per step anyway");
    }
    return Done{};
}

}  // namespace

Result<Plan> completed(const Plan& plan, const Model& m, const Workload& w,
                       std::int64_t accelerators) {
    Plan p = plan;
    if (auto ok = check_sizes(p); !ok) {
        return ok.error();
    }
    const auto dp = data_parallel(p, accelerators);
    if (!dp) {
        return dp.error();
    }
    p.dp = *dp;
    p.sequence_parallel = p.sequence_parallel && p.tp > 1;
    p.context_inner = context_inner(p, m);
    p.vpp = p.schedule == Schedule::zero_bubble_v && p.vpp == 1 ? 2 : p.vpp;
    for (const Outcome& ok :
         {check_tensor(p, m), check_context(p, m), check_pipeline(p, m), check_experts(p, m),
          check_routing(p, m, w.routing), check_batch(p, w), check_schedule(p, w), check_shards(p),
          check_tuning(w, m), check_offload(p)}) {
        if (!ok) {
            return ok.error();
        }
    }
    return p;
}

std::int64_t micro_batches(const Plan& p, const Workload& w) {
    return w.global_batch / (p.micro_batch * p.dp);
}

}  // namespace foretoken::plan
