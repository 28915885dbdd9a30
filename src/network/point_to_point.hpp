// How long does one rank take to send to another?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken::network {

// What lies between two ranks: scale-up links, the host's PCIe, or the network.
enum class Distance { domain, node, fabric };

// The distance between global ranks `apart` places from each other, the first of them first in its
// node. Neighbouring pipeline stages are the plan's pipeline stride apart.
Distance distance(const Cluster& cluster, std::int64_t apart);

// One message of `bytes` from one rank to another while all ranks of the node do the same: a rank
// has its share of the network cards.
Seconds send_time(Bytes bytes, Distance between, const Cluster& cluster,
                  const CollectiveCalibration& calibration);

}  // namespace foretoken::network
