// How fast are the wires that a group uses?
#include "network/links.hpp"

#include <algorithm>
#include <limits>

#include "network/torus.hpp"

namespace foretoken::network {
namespace {

double cards_per_rank(const Node& node) {
    return static_cast<double>(node.nics) / static_cast<double>(node.accelerators);
}

// Cards of an island that a group drives: the share of its ranks, all groups of the node sending,
// but no more per node than the fabric lets one group use.
double cards(const Group& group, const Cluster& cluster) {
    const double share = static_cast<double>(group.narrowest) * cards_per_rank(cluster.node);
    if (cluster.fabric.rails == 0) {
        return share;
    }
    const auto nodes = std::max<std::int64_t>(1, group.per_island / group.per_node);
    return std::min(share, static_cast<double>(cluster.fabric.rails * nodes));
}

}  // namespace

Bandwidth link_rate(const ScaleUp& scale_up, std::int64_t members) {
    switch (scale_up.kind) {
        case ScaleUpKind::none:
        case ScaleUpKind::pairs:
        case ScaleUpKind::switched: return scale_up.bandwidth.value;
        case ScaleUpKind::torus: return torus_rate(scale_up, members);
        case ScaleUpKind::mesh: break;
    }
    const Bandwidth used = static_cast<double>(members - 1) * scale_up.peer_bandwidth.value;
    return min(used, scale_up.bandwidth.value);
}

Links links(const Group& group, const Cluster& cluster, const CollectiveCalibration& calibration) {
    constexpr Bandwidth unused{std::numeric_limits<double>::infinity()};
    const Accelerator& accelerator = cluster.node.accelerator;
    Links rate{.scale_up = unused, .pcie = unused, .network = unused};
    if (group.per_domain > 1) {
        rate.scale_up =
            link_rate(accelerator.scale_up, group.per_domain) * calibration.scale_up_fraction;
    }
    if (group.domains > group.islands) {
        const bool bridged = group.bridged && calibration.bridge_fraction > 0.0;
        rate.pcie = accelerator.host_link.value *
                    (bridged ? calibration.bridge_fraction : calibration.pcie_fraction);
    }
    if (group.islands > 1) {
        rate.network =
            cards(group, cluster) * card_rate(cluster, calibration) / group.ring_contention;
    }
    return rate;
}

Bandwidth card_rate(const Cluster& cluster, const CollectiveCalibration& calibration) {
    const Fabric& fabric = cluster.fabric;
    const double fraction = fabric.fraction > 0.0 ? fabric.fraction : calibration.network_fraction;
    Bandwidth rate = cluster.node.nic_bandwidth.value * fraction;
    if (fabric.card_rate.value.value > 0.0) {
        rate = min(rate, fabric.card_rate.value);
    }
    const Bandwidth host = cluster.node.accelerator.host_link.value * calibration.pcie_fraction;
    return !fabric.direct && host.value > 0.0 ? min(rate, host) : rate;
}

Bandwidth nic_rate(const Cluster& cluster, const CollectiveCalibration& calibration) {
    return card_rate(cluster, calibration) * cards_per_rank(cluster.node);
}

Seconds latency(const StepCost& cost, const Hops& hops) {
    return cost.base + cost.scale_up * hops.scale_up + cost.pcie * hops.pcie +
           cost.network * hops.network;
}

}  // namespace foretoken::network
