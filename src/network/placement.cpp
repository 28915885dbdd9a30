// Which ranks of a group share a node or a scale-up domain, and what joins the rest?
#include "network/placement.hpp"

#include <algorithm>

namespace foretoken::network {
namespace {

// A group cut into boxes of so many consecutive accelerators.
struct Cut {
    std::int64_t per_box;
    std::int64_t boxes;
};

Cut cut(std::int64_t size, std::int64_t stride, std::int64_t box) {
    const std::int64_t boxes = std::min(size, (size - 1) * stride / box + 1);
    return {.per_box = boxes == 1 ? size : std::clamp<std::int64_t>(box / stride, 1, size),
            .boxes = boxes};
}

void add_contention(Group& group, const Cluster& cluster, std::int64_t stride) {
    double oversubscription = 1.0;
    for (const FabricTier& tier : cluster.tiers) {
        if (tier.accelerators <= 0 || group.ranks * stride <= tier.accelerators) {
            continue;
        }
        ++group.tiers;
        oversubscription *= tier.oversubscription;
        const Cut pods = cut(group.ranks, stride, tier.accelerators);
        const auto islands_per_pod =
            static_cast<double>(std::max<std::int64_t>(1, group.islands / pods.boxes));
        const auto leaves_pod = static_cast<double>(group.ranks - pods.per_box);
        const auto leaves_island = static_cast<double>(group.ranks - group.per_island);
        group.ring_contention = std::max(group.ring_contention, oversubscription / islands_per_pod);
        if (leaves_island > 0.0) {
            group.exchange_contention =
                std::max(group.exchange_contention, oversubscription * leaves_pod / leaves_island);
        }
    }
}

}  // namespace

Group place(const Cluster& cluster, std::int64_t size, std::int64_t stride) {
    const std::int64_t node = cluster.node.accelerators;
    const Cut by_node = cut(size, stride, node);
    const Cut by_domain = cut(size, stride, cluster.domain);
    const Cut by_island = cut(size, stride, std::max(node, cluster.domain));
    const std::int64_t left = size - (by_island.boxes - 1) * by_island.per_box;

    Group group{.ranks = size,
                .per_domain = by_domain.per_box,
                .domains = by_domain.boxes,
                .per_node = by_node.per_box,
                .nodes = by_node.boxes,
                .per_island = by_island.per_box,
                .islands = by_island.boxes,
                .narrowest = std::clamp<std::int64_t>(left, 1, by_island.per_box)};
    const std::int64_t root = std::max<std::int64_t>(1, cluster.node.pcie_group);
    group.bridged = cut(size, stride, root).per_box < group.per_node;
    if (group.islands > 1) {
        add_contention(group, cluster, stride);
    }
    return group;
}

}  // namespace foretoken::network
