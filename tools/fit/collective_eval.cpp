// What do the formulas of src/network say for a batch of calls with trial constants?
//
// Reads lines from standard input, for tools/fit/collectives.py:
//   calibration <the numbers of a CollectiveCalibration in the order of its declaration>
//   machine <kind 0..3> <scale-up GB/s> <peer GB/s> <domain> <per node> <nics> <NIC GB/s> <host
//   GB/s>
//           <memory GB/s> <fabric: fraction latency-us card-GB/s rails direct reduces>
//           <per PCIe root>
//   time <collective 0..4> <bytes> <ranks> <stride>       prints: microseconds algorithm protocol
//   send <bytes> <distance 0..2>                          prints: microseconds
//   dispatch <tokens> <bytes> <top_k> <islands> <ranks>   prints: microseconds
//   end                                                   flushes
#include <iostream>
#include <string>

#include "network/collective.hpp"
#include "network/exchange.hpp"
#include "network/placement.hpp"
#include "network/point_to_point.hpp"

using namespace foretoken;

namespace {

void read(StepCost& cost) {
    std::cin >> cost.base.value >> cost.scale_up.value >> cost.pcie.value >> cost.network.value >>
        cost.rate >> cost.network_rate;
}

void read(CollectiveCalibration& calibration) {
    for (auto* costs : {&calibration.ring, &calibration.tree, &calibration.exchange}) {
        for (StepCost& cost : *costs) {
            read(cost);
        }
    }
    read(calibration.nvls);
    read(calibration.pat);
    std::cin >> calibration.scale_up_fraction >> calibration.pcie_fraction >>
        calibration.bridge_fraction >> calibration.network_fraction >> calibration.copy_fraction;
}

void read(Bandwidth& bandwidth) {
    std::cin >> bandwidth.value;
    bandwidth.value *= 1e9;
}

void read(Cluster& cluster) {
    int kind = 0;
    Accelerator& accelerator = cluster.node.accelerator;
    std::cin >> kind;
    accelerator.scale_up.kind = static_cast<ScaleUpKind>(kind);
    read(accelerator.scale_up.bandwidth.value);
    read(accelerator.scale_up.peer_bandwidth.value);
    std::cin >> cluster.domain >> cluster.node.accelerators >> cluster.node.nics;
    read(cluster.node.nic_bandwidth.value);
    read(accelerator.host_link.value);
    read(accelerator.memory_bandwidth.value);
    Fabric& fabric = cluster.fabric;
    std::cin >> fabric.fraction.value >> fabric.latency.value.value;
    fabric.latency.value.value *= 1e-6;
    read(fabric.card_rate.value);
    std::cin >> fabric.rails >> fabric.direct >> fabric.reduces >> cluster.node.pcie_group;
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    CollectiveCalibration calibration;
    Cluster cluster;
    std::string verb;
    while (std::cin >> verb) {
        if (verb == "calibration") {
            read(calibration);
        } else if (verb == "machine") {
            read(cluster);
        } else if (verb == "time") {
            int collective = 0;
            Bytes bytes;
            std::int64_t ranks = 1;
            std::int64_t stride = 1;
            std::cin >> collective >> bytes.value >> ranks >> stride;
            const auto result = network::collective_time(
                static_cast<network::Collective>(collective), bytes,
                network::place(cluster, ranks, stride), cluster, calibration);
            std::cout << result.time.value * 1e6 << ' ' << static_cast<int>(result.algorithm) << ' '
                      << static_cast<int>(result.protocol) << '\n';
        } else if (verb == "send") {
            Bytes bytes;
            int distance = 0;
            std::cin >> bytes.value >> distance;
            const Seconds time = network::send_time(bytes, static_cast<network::Distance>(distance),
                                                    cluster, calibration);
            std::cout << time.value * 1e6 << '\n';
        } else if (verb == "dispatch") {
            network::Dispatch dispatch;
            std::int64_t ranks = 1;
            std::cin >> dispatch.tokens >> dispatch.per_token.value >> dispatch.top_k >>
                dispatch.islands >> ranks;
            const Seconds time = network::dispatch_time(dispatch, network::place(cluster, ranks, 1),
                                                        cluster, calibration);
            std::cout << time.value * 1e6 << '\n';
        } else {
            std::cout << std::flush;
        }
    }
}
