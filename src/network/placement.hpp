// Which ranks of a group share a node or a scale-up domain, and what joins the rest?
#pragma once

#include <cstdint>

#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken::network {

// A process group as the wires see it. Ranks in one scale-up domain talk over its links, domains in
// one node over PCIe. An island is the larger of the two, a node or a domain that spans several
// nodes (NVL72): between islands there are only network cards.
struct Group {
    std::int64_t ranks = 1;
    std::int64_t per_domain = 1;
    std::int64_t domains = 1;
    std::int64_t per_node = 1;
    std::int64_t nodes = 1;
    std::int64_t per_island = 1;
    std::int64_t islands = 1;
    std::int64_t narrowest = 1;  // ranks in the island with fewest of them
    bool bridged = false;        // ranks of one node are under several PCIe roots
    std::int64_t tiers = 0;      // fabric tiers whose uplinks are used
    // By how much oversubscribed uplinks slow traffic that leaves the islands: a ring leaves a pod
    // once however many islands it has there, an all-to-all with most of its bytes.
    double ring_contention = 1.0;
    double exchange_contention = 1.0;
    bool operator==(const Group&) const = default;
};

// Where `size` ranks fall that are `stride` apart in the global order of ranks, the first of them
// first in its node. All groups of the same kind are taken to communicate at once, so a rank has
// its share of the network cards and no more. Requires size >= 1 and stride >= 1.
Group place(const Cluster& cluster, std::int64_t size, std::int64_t stride);

}  // namespace foretoken::network
