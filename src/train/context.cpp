// How much of the exchange between context ranks shows?
#include "train/context.hpp"

#include <algorithm>

#include "base/account.hpp"
#include "model/operators.hpp"
#include "network/point_to_point_account.hpp"
#include "train/hidden.hpp"
#include "train/job_account.hpp"

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

constexpr const char* document = "docs/models/context-parallel.md";

Account share_account(std::string name, Bytes bytes, const Job& job) {
    const double features = bytes.value / bytes_per_element(job.activations) / job.tokens.whole *
                            static_cast<double>(job.scenario.plan.tp);
    return account::derived(std::move(name), bytes, "a rank's share of a tensor",
                            {"element * tokens * features / tp", document},
                            {element_input(job.activations, "bytes of one activation"),
                             rows_account("tokens", model::Split::none, job),
                             model_input("features", features, "of the tensor, all heads", job),
                             plan_input("tp", job.scenario.plan.tp, "tensor parallel")});
}

// Keys and values are gathered before the core, once more in the backward pass, and their gradients
// summed over the ranks that saw them.
void add_gather(const Shares& s, const Job& job, Passes& passes, Journal* journal) {
    const double ranks = static_cast<double>(job.context.ranks);
    const auto both = [&](Collective kind) {
        return job.collective(kind, ranks * s.key, job.context) +
               job.collective(kind, ranks * s.value, job.context);
    };
    const Seconds gather = both(Collective::all_gather);
    passes.forward[Part::context] += gather;
    passes.backward[Part::context] += gather + both(Collective::reduce_scatter);
    if (journal == nullptr) {
        return;
    }
    const auto post = [&](Direction direction, const char* name, Collective kind, Bytes share) {
        Account bytes =
            account::derived("bytes", ranks * share, "of all ranks", {"cp * share", document},
                             {plan_input("cp", job.context.ranks, "context parallel"),
                              share_account("share", share, job)});
        journal->post(
            direction, Part::context,
            collective_account(name, "in the context group", kind, bytes, job.context, job));
    };
    for (const Direction direction : {Direction::forward, Direction::backward}) {
        post(direction, "gather_keys", Collective::all_gather, s.key);
        post(direction, "gather_values", Collective::all_gather, s.value);
    }
    post(Direction::backward, "scatter_keys", Collective::reduce_scatter, s.key);
    post(Direction::backward, "scatter_values", Collective::reduce_scatter, s.value);
}

// Queries, keys and values change from tokens to heads, outputs back; gradients the other way.
void add_head_exchange(const Shares& s, const Job& job, Passes& passes, Journal* journal) {
    struct Sent {
        const char* name;
        Bytes bytes;
    };
    for (const Sent& sent : {Sent{"queries", s.query}, Sent{"keys", s.key}, Sent{"values", s.value},
                             Sent{"outputs", s.output}}) {
        const Seconds once = job.collective(Collective::all_to_all, sent.bytes, job.heads);
        passes.forward[Part::context] += once;
        passes.backward[Part::context] += once;
        if (journal != nullptr) {
            const Account account = collective_account(
                sent.name, "from tokens to heads, or back", Collective::all_to_all,
                share_account("bytes", sent.bytes, job), job.heads, job);
            journal->post(Direction::forward, Part::context, account);
            journal->post(Direction::backward, Part::context, account);
        }
    }
}

// A step of the ring sends keys and values on beside the core on those that it has.
struct RingStep {
    double steps;
    Bytes bytes;
    Seconds compute;  // of all steps and the rank's own
    network::Distance farthest;
};

void add_ring_step(const RingStep& ring, Direction direction, const Job& job, Parts& to,
                   Journal* journal) {
    const CollectiveCalibration& wires = job.calibration.collective;
    const Cluster& cluster = job.scenario.cluster;
    const Hidden hop{.communication = network::send_time(ring.bytes, ring.farthest, cluster, wires),
                     .beside = ring.compute / (ring.steps + 1.0),
                     .overlap = slowed(wires)};
    const schedule::Visible seen = hop.seen();
    to[Part::context] += ring.steps * seen.exposed;
    to[Part::contention] += ring.steps * seen.contention;
    if (journal == nullptr) {
        return;
    }
    const char* meanwhile = "one step's share of compute.attention";
    const Account sent = network::send_account("hop", "to the next rank of the ring",
                                               share_account("bytes", ring.bytes, job),
                                               ring.farthest, cluster, wires);
    const auto times = [&](Seconds all, Account one) {
        return account::derived(
            "ring", all, "keys and values round the ring", {"steps * one", document},
            {account::input("steps", ring.steps, "of the ring", account::scenario("plan.cp")),
             account::named(std::move(one), "one")});
    };
    journal->post(
        direction, Part::context,
        times(ring.steps * seen.exposed,
              exposed_account("one", "what of a hop shows", hop, sent, meanwhile, wires.from)));
    journal->post(direction, Part::contention,
                  times(ring.steps * seen.contention,
                        contention_account("one", hop, sent, meanwhile, wires.from)));
}

void add_ring(const Passes& attention, bool windowed, const Shares& s, const Job& job,
              Passes& passes, Journal* journal) {
    const TrainScenario& scenario = job.scenario;
    const std::int64_t window = windowed ? scenario.model.window->size : 0;
    RingStep ring{
        .steps = static_cast<double>(ring_steps(scenario.plan, scenario.workload.sequence, window)),
        .bytes = s.key + s.value,
        .compute = attention.forward[Part::attention],
        // A ring moves at the pace of its slowest hop.
        .farthest = network::distance(scenario.cluster, scenario.plan.tp * scenario.plan.cp - 1)};
    // After an exchange of heads a rank holds fewer heads of more tokens: as many bytes.
    add_ring_step(ring, Direction::forward, job, passes.forward, journal);
    ring.bytes = 2.0 * ring.bytes;
    ring.compute = attention.backward[Part::attention];
    add_ring_step(ring, Direction::backward, job, passes.backward, journal);
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

void add_context(const Passes& attention, bool windowed, const Job& job, Passes& passes,
                 Journal* journal) {
    if (job.scenario.plan.cp == 1) {
        return;
    }
    const Shares s = shares(job);
    if (job.scenario.plan.context == ContextExchange::all_gather) {
        add_gather(s, job, passes, journal);
        return;
    }
    if (job.heads.ranks > 1) {
        add_head_exchange(s, job, passes, journal);
    }
    if (ring_ranks(job.scenario.plan) > 1) {
        add_ring(attention, windowed, s, job, passes, journal);
    }
}

}  // namespace foretoken::train
