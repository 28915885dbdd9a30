// How fast are the wires that a group uses?
#include "network/links.hpp"

#include <limits>

namespace foretoken::network {

Bandwidth link_rate(const ScaleUp& scale_up, std::int64_t members) {
    switch (scale_up.kind) {
        case ScaleUpKind::none:
        case ScaleUpKind::pairs:
        case ScaleUpKind::switched: return scale_up.bandwidth.value;
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
        rate.pcie = accelerator.host_link.value * calibration.pcie_fraction;
    }
    if (group.islands > 1) {
        rate.network = group.nic * (static_cast<double>(group.narrowest) *
                                    calibration.network_fraction / group.ring_contention);
    }
    return rate;
}

Seconds latency(const StepCost& cost, const Hops& hops) {
    return cost.base + cost.scale_up * hops.scale_up + cost.pcie * hops.pcie +
           cost.network * hops.network;
}

}  // namespace foretoken::network
