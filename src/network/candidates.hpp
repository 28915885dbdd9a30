// Which algorithms and protocols could carry a collective, and what does each cost?
//
// docs/models/collectives.md, "Algorithms". All-to-all has its own (exchange.hpp).
#pragma once

#include <cmath>
#include <cstddef>

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

#include "network/collective.hpp"
#include "network/links.hpp"

namespace foretoken::network {

// Everything about a call that the candidates have in common.
struct Call {
    Bytes total;
    Bytes wire;    // that pass each point of the ring
    Seconds copy;  // of a rank's own share
    Links rate;    // of a Simple ring
    Seconds wait;  // of each step between islands, beyond the algorithm's own
};

// One algorithm with one protocol on one group.
struct Candidate {
    Algorithm algorithm;
    Protocol protocol;
    const StepCost& cost;
    Hops hops;
    Seconds fixed;   // does not grow with the bytes
    Bandwidth rate;  // of the wire; of sharp, inside an island
    Seconds time;
};

// Wire bytes at the slower of the links inside and between islands.
Candidate candidate(const Call& call, Algorithm algorithm, Protocol protocol, const StepCost& cost,
                    const Hops& hops);

// Steps of a ring once or twice round, and of a double binary tree of islands up and down.
Hops ring_hops(const Group& group, const ScaleUp& scale_up, double rounds);
Hops tree_hops(const Group& group);

// Reduced by the switch of a scale-up domain, and by the switches between islands.
Candidate by_switch(const Call& call, const Group& group, const CollectiveCalibration& calibration);
Candidate by_network_switch(const Call& call, const Group& group,
                            const CollectiveCalibration& calibration);

Call call_of(Collective collective, Bytes total, const Group& group, const Cluster& cluster,
             const CollectiveCalibration& calibration);

// Calls `visit` with every candidate that a group of two ranks or more and its machine admit.
template <class Visit>
void each_candidate(Collective collective, const Call& call, const Group& group,
                    const Cluster& cluster, const CollectiveCalibration& calibration,
                    Library library, const Visit& visit) {
    const auto admit = [&](Algorithm algorithm, std::size_t protocol, const StepCost& cost,
                           const Hops& hops) {
        if (cost.rate > 0.0) {
            visit(candidate(call, algorithm, static_cast<Protocol>(protocol), cost, hops));
        }
    };
    const bool reduces_all = collective == Collective::all_reduce;
    const ScaleUp& scale_up = cluster.node.accelerator.scale_up;
    const Hops round = ring_hops(group, scale_up, reduces_all ? 2.0 : 1.0);
    for (std::size_t i = 0; i < calibration.ring.size(); ++i) {
        admit(Algorithm::ring, i, calibration.ring[i], round);
    }
    if (reduces_all && group.islands > 1) {
        const Hops climb = tree_hops(group);
        for (std::size_t i = 0; i < calibration.tree.size(); ++i) {
            admit(Algorithm::tree, i, calibration.tree[i], climb);
        }
    }
    const bool switched = scale_up.kind == ScaleUpKind::switched;
    if (reduces_all && switched && group.per_domain > 2 && group.domains == group.islands &&
        calibration.nvls.rate > 0.0) {
        visit(by_switch(call, group, calibration));
    }
    if (reduces_all && group.islands > 1 && cluster.fabric.reduces) {
        visit(by_network_switch(call, group, calibration));
    }
    const bool shared = collective != Collective::broadcast;
    if (library.aggregated_trees && !reduces_all && shared && group.islands == group.ranks) {
        const Hops climb{.network = std::log2(static_cast<double>(group.islands))};
        admit(Algorithm::pat, static_cast<std::size_t>(Protocol::simple), calibration.pat, climb);
    }
}

}  // namespace foretoken::network
