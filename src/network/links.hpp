// How fast are the wires that a group uses?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

#include "network/placement.hpp"

namespace foretoken::network {

// Rates that a bandwidth-bound ring reaches on each kind of link, per direction: over the scale-up
// links of one rank, the host link of one rank, the network cards of one island's ranks together.
// Infinite where the group uses no such link.
struct Links {
    Bandwidth scale_up;
    Bandwidth pcie;
    Bandwidth network;
};
Links links(const Group& group, const Cluster& cluster, const CollectiveCalibration& calibration);

// What one network card moves, and what a rank gets of its node's cards when all of them send:
// the fabric's fraction of the line rate, at most what the host or the fabric lets through.
Bandwidth card_rate(const Cluster& cluster, const CollectiveCalibration& calibration);
Bandwidth nic_rate(const Cluster& cluster, const CollectiveCalibration& calibration);

// The data-sheet rate at which one rank reaches the others of a scale-up domain with `members` in
// use. In a mesh without switch only the links to those members carry anything, in a torus those
// along the axes that they fill.
Bandwidth link_rate(const ScaleUp& scale_up, std::int64_t members);

// Number of links of each kind that a chain of messages crosses, or of peers behind them.
struct Hops {
    double scale_up = 0.0;
    double pcie = 0.0;
    double network = 0.0;
};
Seconds latency(const StepCost& cost, const Hops& hops);

}  // namespace foretoken::network
