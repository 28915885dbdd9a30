// How long does a collective over a group take?
#include "network/collective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "network/candidates.hpp"
#include "network/exchange.hpp"
#include "network/torus.hpp"

namespace foretoken::network {
namespace {

// A rank a step, but along each axis of a torus in turn.
double steps_inside(const Group& group, const ScaleUp& scale_up) {
    const std::int64_t steps = scale_up.kind == ScaleUpKind::torus
                                   ? torus_steps(scale_up, group.per_domain) * group.domains
                                   : group.ranks - group.domains;
    return static_cast<double>(steps);
}

}  // namespace

Candidate candidate(const Call& call, Algorithm algorithm, Protocol protocol, const StepCost& cost,
                    const Hops& hops) {
    const Seconds fixed = latency(cost, hops) + call.wait * hops.network;
    const Bandwidth rate = min(min(call.rate.scale_up, call.rate.pcie) * cost.rate,
                               call.rate.network * cost.network_rate);
    return {.algorithm = algorithm,
            .protocol = protocol,
            .cost = cost,
            .hops = hops,
            .fixed = fixed,
            .rate = rate,
            .time = fixed + call.wire / rate + call.copy};
}

// n - 1 steps once round the ring, an all-reduce twice. The steps between islands are the slow
// ones.
Hops ring_hops(const Group& group, const ScaleUp& scale_up, double rounds) {
    return {.scale_up = rounds * steps_inside(group, scale_up),
            .pcie = rounds * static_cast<double>(group.domains - group.islands),
            .network = rounds * static_cast<double>(group.islands - 1)};
}

// Up and down a double binary tree of islands; within an island the ranks form a chain.
Hops tree_hops(const Group& group) {
    const auto islands = static_cast<double>(group.islands);
    return {.scale_up = 2.0 * static_cast<double>(group.ranks - group.domains) / islands,
            .pcie = 2.0 * static_cast<double>(group.domains - group.islands) / islands,
            .network = 2.0 * std::log2(islands)};
}

// The switch adds: of a buffer S each of g ranks sends S + S/g and receives as much, so the bus
// bandwidth is 2(g-1)/(g+1) times the link's. NVL72 measures no more with 32 or 72 ranks than with
// 8, so it is taken as 1 there.
Candidate by_switch(const Call& call, const Group& group,
                    const CollectiveCalibration& calibration) {
    const auto members = static_cast<double>(group.per_domain);
    Call inside = call;
    inside.copy = {};  // the switch writes every share, a rank's own too
    inside.rate.scale_up =
        call.rate.scale_up * std::min(1.0, 9.0 / 7.0 * (members - 1.0) / (members + 1.0));
    const Hops hops{.scale_up = members,
                    .network = 2.0 * std::log2(static_cast<double>(group.islands))};
    return candidate(inside, Algorithm::nvls, Protocol::simple, calibration.nvls, hops);
}

// The switches between islands add: each island's cards send the buffer once and receive it once,
// while the island reduces and spreads it inside, by its own switch where it has one.
Candidate by_network_switch(const Call& call, const Group& group,
                            const CollectiveCalibration& calibration) {
    const auto members = static_cast<double>(group.per_island);
    const bool switched = calibration.nvls.rate > 0.0 && group.per_domain > 2;
    const StepCost& cost =
        switched ? calibration.nvls : calibration.ring[static_cast<std::size_t>(Protocol::simple)];
    const Bytes inside = call.total * (2.0 * (members - 1.0) / members);
    const Bandwidth rate = min(call.rate.scale_up, call.rate.pcie) * cost.rate;
    const Hops hops{.scale_up = switched ? members : 2.0 * (members - 1.0), .network = 1.0};
    const Seconds fixed = latency(cost, hops) + call.wait;
    return {.algorithm = Algorithm::sharp,
            .protocol = Protocol::simple,
            .cost = cost,
            .hops = hops,
            .fixed = fixed,
            .rate = rate,
            .time = fixed + max(call.total / call.rate.network, inside / rate)};
}

Call call_of(Collective collective, Bytes total, const Group& group, const Cluster& cluster,
             const CollectiveCalibration& calibration) {
    return {.total = total,
            .wire = total * bus_factor(collective, group.ranks),
            .copy = collective != Collective::broadcast
                        ? copy_time(total / static_cast<double>(group.ranks), cluster, calibration)
                        : Seconds{},
            .rate = links(group, cluster, calibration),
            .wait = cluster.fabric.latency.value};
}

double bus_factor(Collective collective, std::int64_t ranks) {
    const auto n = static_cast<double>(ranks);
    switch (collective) {
        case Collective::all_reduce: return 2.0 * (n - 1.0) / n;
        case Collective::all_gather:
        case Collective::reduce_scatter:
        case Collective::all_to_all: return (n - 1.0) / n;
        case Collective::broadcast: return 1.0;
    }
    return 0.0;
}

CollectiveTime collective_time(Collective collective, Bytes total, const Group& group,
                               const Cluster& cluster, const CollectiveCalibration& calibration,
                               Library library) {
    if (group.ranks <= 1) {
        return {};
    }
    // Without a row for any algorithm there is no answer: never, not at once.
    CollectiveTime best{.time = {std::numeric_limits<double>::infinity()}};
    if (collective == Collective::all_to_all) {
        best = all_to_all_time(total, group, cluster, calibration);
    } else {
        const Call call = call_of(collective, total, group, cluster, calibration);
        each_candidate(collective, call, group, cluster, calibration, library,
                       [&](const Candidate& c) {
                           if (c.time < best.time) {
                               best = {.time = c.time,
                                       .latency = c.fixed,
                                       .bus = {},
                                       .algorithm = c.algorithm,
                                       .protocol = c.protocol};
                           }
                       });
    }
    best.bus = total * bus_factor(collective, group.ranks) / best.time;
    return best;
}

}  // namespace foretoken::network
