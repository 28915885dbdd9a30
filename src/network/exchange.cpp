// How long does it take when every rank sends to every other?
#include "network/exchange.hpp"

#include <algorithm>
#include <cmath>

#include "network/links.hpp"

namespace foretoken::network {
namespace {

// Bytes that one rank sends over each kind of link.
struct Traffic {
    Bytes scale_up;
    Bytes pcie;
    Bytes network;
};

struct Wires {
    const Group& group;
    const Cluster& cluster;
    const CollectiveCalibration& calibration;
};

// The slowest link kind decides; they run side by side.
Seconds wire_time(const Traffic& traffic, const StepCost& cost, const Wires& wires) {
    const Group& group = wires.group;
    const Links rate = links(group, wires.cluster, wires.calibration);
    Seconds time;
    if (group.per_domain > 1) {
        time = max(time, traffic.scale_up / (rate.scale_up * cost.rate));
    }
    if (group.domains > group.islands) {
        time = max(time, traffic.pcie / (rate.pcie * cost.rate));
    }
    if (group.islands > 1) {
        const Bandwidth card = nic_rate(wires.cluster, wires.calibration) *
                               (cost.network_rate / group.exchange_contention);
        time = max(time, traffic.network / card);
    }
    return time;
}

Hops peers(const Group& group) {
    return {.scale_up = static_cast<double>(group.per_domain - 1),
            .pcie = static_cast<double>(group.per_island - group.per_domain),
            .network = static_cast<double>(group.ranks - group.per_island)};
}

// Messages to many peers are on their way together: the fabric's latency shows once.
Seconds start(const StepCost& cost, const Hops& to, const Cluster& cluster) {
    const Seconds far = to.network > 0.0 ? cluster.fabric.latency.value : Seconds{};
    return latency(cost, to) + far;
}

}  // namespace

double visited(double places, double draws) {
    return places * (1.0 - std::pow(1.0 - 1.0 / places, draws));
}

Seconds copy_time(Bytes share, const Cluster& cluster, const CollectiveCalibration& calibration) {
    return share / (cluster.node.accelerator.memory_bandwidth.value * calibration.copy_fraction);
}

CollectiveTime all_to_all_time(Bytes total, const Group& group, const Cluster& cluster,
                               const CollectiveCalibration& calibration) {
    const Wires wires{group, cluster, calibration};
    const Hops to = peers(group);
    const Bytes share = total / static_cast<double>(group.ranks);
    const Traffic traffic{
        .scale_up = share * to.scale_up, .pcie = share * to.pcie, .network = share * to.network};

    const StepCost& simple = calibration.exchange[static_cast<std::size_t>(Protocol::simple)];
    const Seconds bulk = wire_time(traffic, simple, wires) + copy_time(share, cluster, calibration);
    CollectiveTime best{.time = start(simple, to, cluster) + bulk,
                        .latency = start(simple, to, cluster),
                        .bus = {},
                        .algorithm = Algorithm::exchange,
                        .protocol = Protocol::simple};

    // LL gives each peer one channel, so small messages to many peers share more of the link.
    const StepCost& ll = calibration.exchange[static_cast<std::size_t>(Protocol::ll)];
    if (ll.rate > 0.0) {
        const Seconds channel = wire_time({share, share, share}, ll, wires);
        const Seconds time = start(ll, to, cluster) + max(2.0 * bulk, channel);
        if (time < best.time) {
            best.time = time;
            best.latency = start(ll, to, cluster);
            best.protocol = Protocol::ll;
        }
    }
    return best;
}

Seconds dispatch_time(const Dispatch& dispatch, const Group& group, const Cluster& cluster,
                      const CollectiveCalibration& calibration) {
    if (group.ranks <= 1) {
        return {};
    }
    const auto ranks = static_cast<double>(group.ranks);
    const auto islands = static_cast<double>(group.islands);
    const auto top_k = static_cast<double>(dispatch.top_k);
    if (!dispatch.deduplicate) {
        const Bytes total = dispatch.load * dispatch.tokens * top_k * dispatch.per_token;
        return all_to_all_time(total, group, cluster, calibration).time;
    }
    const double allowed =
        dispatch.islands > 0 ? std::min(islands, static_cast<double>(dispatch.islands)) : islands;
    const double islands_visited = visited(allowed, top_k);
    const double ranks_visited = visited(ranks * allowed / islands, top_k);
    const auto inside = static_cast<double>(group.per_island);
    const Hops near = peers(group);
    const Bytes one = dispatch.load * dispatch.tokens * dispatch.per_token;
    const Traffic traffic{.scale_up = one * (ranks_visited * near.scale_up / inside),
                          .pcie = one * (ranks_visited * near.pcie / inside),
                          .network = one * (islands_visited * (islands - 1.0) / islands)};

    const StepCost& cost = calibration.exchange[static_cast<std::size_t>(Protocol::simple)];
    const Hops hops{near.scale_up, near.pcie, islands - 1.0};
    return start(cost, hops, cluster) + wire_time(traffic, cost, {group, cluster, calibration}) +
           copy_time(one, cluster, calibration);
}

}  // namespace foretoken::network
