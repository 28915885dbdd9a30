// How long does one rank take to send to another?
#include "network/point_to_point.hpp"

#include "network/collective.hpp"
#include "network/links.hpp"

namespace foretoken::network {
namespace {

struct Path {
    Bandwidth rate;
    Seconds hop;
};

// A hop over the network is a step of the ring: the exchange's network time is per further peer.
Path path(Distance between, Protocol protocol, const Cluster& cluster,
          const CollectiveCalibration& calibration) {
    const Accelerator& accelerator = cluster.node.accelerator;
    const StepCost& exchange = calibration.exchange[static_cast<std::size_t>(protocol)];
    const StepCost& ring = calibration.ring[static_cast<std::size_t>(protocol)];
    // One peer gets what a ring's neighbour gets, but LL has one channel.
    const double share = protocol == Protocol::ll ? exchange.rate : ring.rate;
    switch (between) {
        case Distance::domain:
            return {.rate = accelerator.scale_up.peer_bandwidth.value *
                            (calibration.scale_up_fraction * share),
                    .hop = exchange.scale_up};
        case Distance::node:
            return {.rate = accelerator.host_link.value * (calibration.pcie_fraction * share),
                    .hop = exchange.pcie};
        case Distance::fabric:
            return {.rate = nic_rate(cluster, calibration) * exchange.network_rate,
                    .hop = ring.network + cluster.fabric.latency.value};
    }
    return {};
}

}  // namespace

Distance distance(const Cluster& cluster, std::int64_t apart) {
    if (apart < cluster.domain) {
        return Distance::domain;
    }
    return apart < cluster.node.accelerators ? Distance::node : Distance::fabric;
}

Seconds send_time(Bytes bytes, Distance between, const Cluster& cluster,
                  const CollectiveCalibration& calibration) {
    const StepCost& bulk = calibration.exchange[static_cast<std::size_t>(Protocol::simple)];
    const Path wide = path(between, Protocol::simple, cluster, calibration);
    const Seconds time = bulk.base + wide.hop + bytes / wide.rate;

    const StepCost& quick = calibration.exchange[static_cast<std::size_t>(Protocol::ll)];
    if (quick.rate <= 0.0) {
        return time;
    }
    const Path narrow = path(between, Protocol::ll, cluster, calibration);
    return min(time, quick.base + narrow.hop + bytes / narrow.rate);
}

}  // namespace foretoken::network
