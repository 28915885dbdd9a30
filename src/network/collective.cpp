// How long does a collective over a group take?
#include "network/collective.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "network/exchange.hpp"
#include "network/links.hpp"
#include "network/torus.hpp"

namespace foretoken::network {
namespace {

constexpr std::array protocols{Protocol::ll, Protocol::ll128, Protocol::simple};

// One algorithm with one protocol on one group.
struct Candidate {
    Algorithm algorithm;
    Protocol protocol;
    const StepCost& cost;
    Hops hops;
};

// Everything about a call that the candidates have in common.
struct Call {
    Bytes wire;    // that pass each point of the ring
    Seconds copy;  // of a rank's own share
    Links rate;
    double steps_inside;  // of a ring once through the scale-up domains, one after the other
    Seconds wait;         // of each step between islands, beyond the algorithm's own
};

void consider(CollectiveTime& best, const Call& call, const Candidate& candidate) {
    const StepCost& cost = candidate.cost;
    if (cost.rate <= 0.0) {
        return;
    }
    const Seconds fixed = latency(cost, candidate.hops) + call.wait * candidate.hops.network;
    const Bandwidth rate = min(min(call.rate.scale_up, call.rate.pcie) * cost.rate,
                               call.rate.network * cost.network_rate);
    const Seconds time = fixed + call.wire / rate + call.copy;
    if (time < best.time) {
        best.time = time;
        best.latency = fixed;
        best.algorithm = candidate.algorithm;
        best.protocol = candidate.protocol;
    }
}

// A rank a step, but along each axis of a torus in turn.
double steps_inside(const Group& group, const ScaleUp& scale_up) {
    const std::int64_t steps = scale_up.kind == ScaleUpKind::torus
                                   ? torus_steps(scale_up, group.per_domain) * group.domains
                                   : group.ranks - group.domains;
    return static_cast<double>(steps);
}

// n - 1 steps once round the ring, an all-reduce twice. The steps between islands are the slow
// ones.
void consider_rings(CollectiveTime& best, const Call& call, const Group& group,
                    const CollectiveCalibration& calibration, double rounds) {
    const Hops hops{.scale_up = rounds * call.steps_inside,
                    .pcie = rounds * static_cast<double>(group.domains - group.islands),
                    .network = rounds * static_cast<double>(group.islands - 1)};
    for (const Protocol protocol : protocols) {
        const StepCost& cost = calibration.ring[static_cast<std::size_t>(protocol)];
        consider(best, call, {Algorithm::ring, protocol, cost, hops});
    }
}

// Up and down a double binary tree of islands; within an island the ranks form a chain.
void consider_trees(CollectiveTime& best, const Call& call, const Group& group,
                    const CollectiveCalibration& calibration) {
    const auto islands = static_cast<double>(group.islands);
    const Hops hops{.scale_up = 2.0 * static_cast<double>(group.ranks - group.domains) / islands,
                    .pcie = 2.0 * static_cast<double>(group.domains - group.islands) / islands,
                    .network = 2.0 * std::log2(islands)};
    for (const Protocol protocol : protocols) {
        const StepCost& cost = calibration.tree[static_cast<std::size_t>(protocol)];
        consider(best, call, {Algorithm::tree, protocol, cost, hops});
    }
}

// The switch adds: of a buffer S each of g ranks sends S + S/g and receives as much, so the bus
// bandwidth is 2(g-1)/(g+1) times the link's. NVL72 measures no more with 32 or 72 ranks than with
// 8, so it is taken as 1 there.
void consider_switch(CollectiveTime& best, const Call& call, const Group& group,
                     const CollectiveCalibration& calibration) {
    const auto members = static_cast<double>(group.per_domain);
    Call inside = call;
    inside.copy = {};  // the switch writes every share, a rank's own too
    inside.rate.scale_up =
        call.rate.scale_up * std::min(1.0, 9.0 / 7.0 * (members - 1.0) / (members + 1.0));
    const Hops hops{.scale_up = members,
                    .network = 2.0 * std::log2(static_cast<double>(group.islands))};
    consider(best, inside, {Algorithm::nvls, Protocol::simple, calibration.nvls, hops});
}

// The switches between islands add: each island's cards send the buffer once and receive it once,
// while the island reduces and spreads it inside, by its own switch where it has one.
void consider_network_switch(CollectiveTime& best, const Call& call, Bytes total,
                             const Group& group, const CollectiveCalibration& calibration) {
    const auto members = static_cast<double>(group.per_island);
    const bool by_switch = calibration.nvls.rate > 0.0 && group.per_domain > 2;
    const StepCost& cost =
        by_switch ? calibration.nvls : calibration.ring[static_cast<std::size_t>(Protocol::simple)];
    const Bytes inside = total * (2.0 * (members - 1.0) / members);
    const Bandwidth rate = min(call.rate.scale_up, call.rate.pcie) * cost.rate;
    const Hops hops{.scale_up = by_switch ? members : 2.0 * (members - 1.0), .network = 1.0};
    const Seconds fixed = latency(cost, hops) + call.wait;
    const Seconds time = fixed + max(total / call.rate.network, inside / rate);
    if (time < best.time) {
        best = {.time = time, .latency = fixed, .bus = {}, .algorithm = Algorithm::sharp};
    }
}

void consider_pat(CollectiveTime& best, const Call& call, const Group& group,
                  const CollectiveCalibration& calibration) {
    const Hops hops{.network = std::log2(static_cast<double>(group.islands))};
    consider(best, call, {Algorithm::pat, Protocol::simple, calibration.pat, hops});
}

}  // namespace

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
        const bool reduces_all = collective == Collective::all_reduce;
        const bool shared = collective != Collective::broadcast;
        const Call call{.wire = total * bus_factor(collective, group.ranks),
                        .copy = shared ? copy_time(total / static_cast<double>(group.ranks),
                                                   cluster, calibration)
                                       : Seconds{},
                        .rate = links(group, cluster, calibration),
                        .steps_inside = steps_inside(group, cluster.node.accelerator.scale_up),
                        .wait = cluster.fabric.latency.value};
        consider_rings(best, call, group, calibration, reduces_all ? 2.0 : 1.0);
        if (reduces_all && group.islands > 1) {
            consider_trees(best, call, group, calibration);
        }
        const bool switched = cluster.node.accelerator.scale_up.kind == ScaleUpKind::switched;
        if (reduces_all && switched && group.per_domain > 2 && group.domains == group.islands) {
            consider_switch(best, call, group, calibration);
        }
        if (reduces_all && group.islands > 1 && cluster.fabric.reduces) {
            consider_network_switch(best, call, total, group, calibration);
        }
        if (library.aggregated_trees && !reduces_all && shared && group.islands == group.ranks) {
            consider_pat(best, call, group, calibration);
        }
    }
    best.bus = total * bus_factor(collective, group.ranks) / best.time;
    return best;
}

}  // namespace foretoken::network
