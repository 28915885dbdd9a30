// Which machines do the tests of this room ask about?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>

namespace foretoken::network {

// Round figures that make arithmetic by hand easy: 100 GB/s links, 10 GB/s cards, 1000 GB/s memory.
inline Cluster sample_cluster() {
    Cluster cluster;
    Accelerator& accelerator = cluster.node.accelerator;
    accelerator.scale_up.kind = ScaleUpKind::switched;
    accelerator.scale_up.bandwidth.value = {100e9};
    accelerator.scale_up.peer_bandwidth.value = {100e9};
    accelerator.host_link.value = {20e9};
    accelerator.memory_bandwidth.value = {1000e9};
    cluster.node.accelerators = 8;
    cluster.node.nics = 8;
    cluster.node.nic_bandwidth.value = {10e9};
    cluster.domain = 8;
    return cluster;
}

// A Simple ring and exchange alone, at the full rate of every link, with 10 us to start, 1 us per
// scale-up step, 2 us per PCIe step and 5 us per network step. A copy of the own share costs
// nothing.
inline CollectiveCalibration sample_calibration() {
    CollectiveCalibration calibration;
    const StepCost cost{.base = {10e-6},
                        .scale_up = {1e-6},
                        .pcie = {2e-6},
                        .network = {5e-6},
                        .rate = 1.0,
                        .network_rate = 1.0};
    calibration.ring[2] = cost;
    calibration.exchange[2] = cost;
    calibration.scale_up_fraction = 1.0;
    calibration.pcie_fraction = 1.0;
    calibration.network_fraction = 1.0;
    calibration.copy_fraction = 1e12;
    return calibration;
}

}  // namespace foretoken::network
