// How much of the exchange between context ranks shows?
#include "train/context.hpp"

#include <algorithm>

#include "model/operators.hpp"
#include "network/point_to_point.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

// What one rank holds of each tensor for a micro-batch.
struct Shares {
    Bytes query;
    Bytes key;
    Bytes value;
    Bytes output;
};

Shares shares(const Job& job) {
    const model::AttentionWidth width = model::attention_width(job.scenario.model);
    const double per_feature = bytes_per_element(job.activations) * job.tokens.whole /
                               static_cast<double>(job.scenario.plan.tp);
    const auto share = [&](std::int64_t features) {
        return Bytes{per_feature * static_cast<double>(features)};
    };
    return {share(width.query), share(width.key), share(width.value), share(width.output)};
}

// Keys and values are gathered before the core, once more in the backward pass, and their gradients
// summed over the ranks that saw them.
void add_gather(const Shares& s, const Job& job, Passes& passes) {
    const double ranks = static_cast<double>(job.context.ranks);
    const auto both = [&](Collective kind) {
        return job.collective(kind, ranks * s.key, job.context) +
               job.collective(kind, ranks * s.value, job.context);
    };
    const Seconds gather = both(Collective::all_gather);
    passes.forward[Part::context] += gather;
    passes.backward[Part::context] += gather + both(Collective::reduce_scatter);
}

// Queries, keys and values change from tokens to heads, outputs back; gradients the other way.
void add_head_exchange(const Shares& s, const Job& job, Passes& passes) {
    Seconds once;
    for (const Bytes bytes : {s.query, s.key, s.value, s.output}) {
        once += job.collective(Collective::all_to_all, bytes, job.heads);
    }
    passes.forward[Part::context] += once;
    passes.backward[Part::context] += once;
}

void add_ring(const Passes& attention, bool windowed, const Shares& s, const Job& job,
              Passes& passes) {
    const TrainScenario& scenario = job.scenario;
    const std::int64_t window = windowed ? scenario.model.window->size : 0;
    const auto steps =
        static_cast<double>(ring_steps(scenario.plan, scenario.workload.sequence, window));
    // A ring moves at the pace of its slowest hop.
    const auto farthest =
        network::distance(scenario.cluster, scenario.plan.tp * scenario.plan.cp - 1);
    const schedule::Overlap slow{
        .compute_slowdown = job.calibration.collective.compute_slowdown,
        .communication_slowdown = job.calibration.collective.communication_slowdown};
    const auto add = [&](Bytes bytes, const Parts& compute, Parts& to) {
        const Seconds hop =
            network::send_time(bytes, farthest, scenario.cluster, job.calibration.collective);
        const auto step = schedule::visible(compute[Part::attention] / (steps + 1.0), hop, slow);
        to[Part::context] += steps * step.exposed;
        to[Part::contention] += steps * step.contention;
    };
    // After an exchange of heads a rank holds fewer heads of more tokens: as many bytes.
    add(s.key + s.value, attention.forward, passes.forward);
    add(2.0 * (s.key + s.value), attention.backward, passes.backward);
}

}  // namespace

std::int64_t ring_ranks(const Plan& p) {
    return p.cp / plan::head_ranks(p);
}

std::int64_t ring_steps(const Plan& p, std::int64_t sequence, std::int64_t window) {
    const std::int64_t ranks = ring_ranks(p);
    if (window <= 0) {
        return ranks - 1;
    }
    // Each of a rank's two chunks looks back over the window into so many earlier ones.
    const std::int64_t chunk = std::max<std::int64_t>(1, sequence / (2 * ranks));
    const std::int64_t earlier = (window - 1 + chunk - 1) / chunk;
    return std::min(ranks - 1, 2 * earlier);
}

void add_context(const Passes& attention, bool windowed, const Job& job, Passes& passes) {
    if (job.scenario.plan.cp == 1) {
        return;
    }
    const Shares s = shares(job);
    if (job.scenario.plan.context == ContextExchange::all_gather) {
        add_gather(s, job, passes);
        return;
    }
    if (job.heads.ranks > 1) {
        add_head_exchange(s, job, passes);
    }
    if (ring_ranks(job.scenario.plan) > 1) {
        add_ring(attention, windowed, s, job, passes);
    }
}

}  // namespace foretoken::train
