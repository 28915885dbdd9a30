// Do collectives take the time that their closed forms say?
#include "network/collective.hpp"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

CollectiveTime on(const Cluster& cluster, const CollectiveCalibration& calibration,
                  Collective collective, double bytes, std::int64_t ranks,
                  std::int64_t stride = 1) {
    return collective_time(collective, {bytes}, place(cluster, ranks, stride), cluster,
                           calibration);
}

CollectiveTime on_sample(Collective collective, double bytes, std::int64_t ranks,
                         std::int64_t stride = 1) {
    return on(sample_cluster(), sample_calibration(), collective, bytes, ranks, stride);
}

constexpr std::array all_collectives{Collective::all_reduce, Collective::all_gather,
                                     Collective::reduce_scatter, Collective::all_to_all,
                                     Collective::broadcast};

TEST_CASE("a group of one takes no time") {
    for (const Collective collective : all_collectives) {
        CHECK(on_sample(collective, 1e9, 1).time.value == 0.0);
    }
}

TEST_CASE("a ring all-reduce in a node is 2(n-1) steps and 2(n-1)/n of the bytes") {
    const CollectiveTime t = on_sample(Collective::all_reduce, 1e9, 8);
    CHECK(t.latency.value == doctest::Approx(10e-6 + 14e-6));
    CHECK(t.time.value == doctest::Approx(24e-6 + 1.75 * 1e9 / 100e9));
    CHECK(t.algorithm == Algorithm::ring);
    CHECK(t.protocol == Protocol::simple);
}

TEST_CASE("an all-gather is half of an all-reduce, a broadcast sends the whole buffer") {
    CHECK(on_sample(Collective::all_gather, 1e9, 8).time.value ==
          doctest::Approx(17e-6 + 0.875 * 1e9 / 100e9));
    CHECK(on_sample(Collective::broadcast, 1e9, 8).time.value ==
          doctest::Approx(17e-6 + 1e9 / 100e9));
}

TEST_CASE("a rank's copy of its own share adds to a gather") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.copy_fraction = 0.5;
    CHECK(on(sample_cluster(), calibration, Collective::all_gather, 1e9, 8).time.value ==
          doctest::Approx(17e-6 + 0.875e9 / 100e9 + 0.125e9 / 500e9));
}

TEST_CASE("a flat ring over nodes uses all cards and pays for each node") {
    // 16 nodes of 8: the cards of a node give 80 GB/s, less than the links inside.
    const CollectiveTime t = on_sample(Collective::all_gather, 1e9, 128);
    CHECK(t.latency.value == doctest::Approx(10e-6 + 112 * 1e-6 + 15 * 5e-6));
    CHECK(t.time.value == doctest::Approx(t.latency.value + 127.0 / 128.0 * 1e9 / 80e9));
    // One rank per node has one card.
    CHECK(on_sample(Collective::all_gather, 1e9, 16, 8).time.value ==
          doctest::Approx(10e-6 + 15 * 5e-6 + 15.0 / 16.0 * 1e9 / 10e9));
}

TEST_CASE("without scale-up links the host link bounds the ring") {
    Cluster cluster = sample_cluster();
    cluster.domain = 1;
    CHECK(on(cluster, sample_calibration(), Collective::all_reduce, 1e9, 4).time.value ==
          doctest::Approx(10e-6 + 6 * 2e-6 + 1.5 * 1e9 / 20e9));
}

TEST_CASE("a mesh gives a small group only the links to its members") {
    Cluster cluster = sample_cluster();
    cluster.node.accelerator.scale_up.kind = ScaleUpKind::mesh;
    cluster.node.accelerator.scale_up.bandwidth.value = {448e9};
    cluster.node.accelerator.scale_up.peer_bandwidth.value = {64e9};
    const auto calibration = sample_calibration();
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 2).bus.value ==
          doctest::Approx(64e9).epsilon(1e-3));
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 8).bus.value ==
          doctest::Approx(448e9).epsilon(1e-3));
}

TEST_CASE("LL wins small messages, Simple large ones") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.ring[0] = {.base = {1e-6},
                           .scale_up = {0.1e-6},
                           .pcie = {},
                           .network = {},
                           .rate = 0.25,
                           .network_rate = 0.25};
    const Cluster cluster = sample_cluster();
    CHECK(on(cluster, calibration, Collective::all_gather, 1e3, 8).protocol == Protocol::ll);
    CHECK(on(cluster, calibration, Collective::all_gather, 1e9, 8).protocol == Protocol::simple);
}

TEST_CASE("a tree wins where a ring has many steps") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.tree[2] = calibration.ring[2];
    calibration.tree[2].rate = calibration.tree[2].network_rate = 0.9;
    const Cluster cluster = sample_cluster();
    const CollectiveTime small = on(cluster, calibration, Collective::all_reduce, 1e6, 256);
    CHECK(small.algorithm == Algorithm::tree);
    CHECK(small.latency.value == doctest::Approx(10e-6 + 2 * 7 * 1e-6 + 2 * 5 * 5e-6));
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e11, 256).algorithm == Algorithm::ring);
}

TEST_CASE("a parallel aggregated tree needs one rank per node") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.pat = calibration.ring[2];
    const Cluster cluster = sample_cluster();
    const CollectiveTime t = on(cluster, calibration, Collective::all_gather, 1e6, 64, 8);
    CHECK(t.algorithm == Algorithm::pat);
    CHECK(t.latency.value == doctest::Approx(10e-6 + 6 * 5e-6));
    CHECK(on(cluster, calibration, Collective::all_gather, 1e6, 64, 4).algorithm ==
          Algorithm::ring);
}

TEST_CASE("a library without parallel aggregated trees takes the ring") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.pat = calibration.ring[2];
    const Cluster cluster = sample_cluster();
    const auto t = collective_time(Collective::all_gather, {1e6}, place(cluster, 64, 8), cluster,
                                   calibration, {.aggregated_trees = false});
    CHECK(t.algorithm == Algorithm::ring);
}

TEST_CASE("each step between islands waits as long as the fabric says") {
    Cluster cluster = sample_cluster();
    cluster.fabric.latency.value = {75e-6};
    CHECK(on(cluster, sample_calibration(), Collective::all_gather, 1e9, 16, 8).latency.value ==
          doctest::Approx(10e-6 + 15 * (5e-6 + 75e-6)));
    CHECK(on(cluster, sample_calibration(), Collective::all_gather, 1e9, 8).latency.value ==
          doctest::Approx(17e-6));
    // Peers of an all-to-all wait together.
    CHECK(on(cluster, sample_calibration(), Collective::all_to_all, 1e9, 16).latency.value ==
          doctest::Approx(10e-6 + 7 * 1e-6 + 8 * 5e-6 + 75e-6));
}

TEST_CASE("switches that add move the buffer once") {
    Cluster cluster = sample_cluster();
    cluster.fabric.reduces = true;
    // Eight cards of 5 GB/s: 1e12 / 40e9 s, against twice 31/32 of it by a ring.
    cluster.node.nic_bandwidth.value = {5e9};
    const CollectiveTime slow = on(cluster, sample_calibration(), Collective::all_reduce, 1e12, 32);
    CHECK(slow.algorithm == Algorithm::sharp);
    CHECK(slow.time.value == doctest::Approx(1e12 / 40e9 + 10e-6 + 14 * 1e-6 + 5e-6));
    cluster.node.nic_bandwidth.value = {1000e9};
    const CollectiveTime fast = on(cluster, sample_calibration(), Collective::all_reduce, 1e12, 32);
    CHECK(fast.time.value == doctest::Approx(1.75 * 1e12 / 100e9).epsilon(1e-3));
}

TEST_CASE("accelerators under one PCIe root reach each other faster") {
    Cluster cluster = sample_cluster();
    cluster.domain = 1;
    cluster.node.pcie_group = 2;
    CollectiveCalibration calibration = sample_calibration();
    calibration.bridge_fraction = 0.5;
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 2).bus.value ==
          doctest::Approx(20e9).epsilon(1e-3));
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 4).bus.value ==
          doctest::Approx(10e9).epsilon(1e-3));
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 2, 2).bus.value ==
          doctest::Approx(10e9).epsilon(1e-3));
}

// The rates of an H100 node with eight 400 Gb/s cards: 450 GB/s links of which a ring reaches 0.8,
// the switch 1.29 times that, cards at 48.5 of 50 GB/s.
TEST_CASE("64 H100 reduce at the 388 GB/s of a node's cards") {
    Cluster cluster = sample_cluster();
    cluster.node.accelerator.scale_up.bandwidth.value = {450e9};
    cluster.node.nic_bandwidth.value = {50e9};
    CollectiveCalibration calibration = sample_calibration();
    calibration.scale_up_fraction = 0.8;
    calibration.network_fraction = 0.97;
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 64).bus.value ==
          doctest::Approx(360e9).epsilon(1e-3));

    calibration.nvls = {.base = {},
                        .scale_up = {9e-6},
                        .pcie = {},
                        .network = {20e-6},
                        .rate = 1.29,
                        .network_rate = 1.0};
    const CollectiveTime across = on(cluster, calibration, Collective::all_reduce, 1e12, 64);
    CHECK(across.algorithm == Algorithm::nvls);
    CHECK(across.bus.value == doctest::Approx(388e9).epsilon(1e-3));
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 8).bus.value ==
          doctest::Approx(1.29 * 360e9).epsilon(1e-3));
    // 5 of 8 ranks: 9/7 * 4/6 of the switch's rate for 8.
    CHECK(on(cluster, calibration, Collective::all_reduce, 1e12, 5).bus.value ==
          doctest::Approx(1.29 * 360e9 * 6.0 / 7.0).epsilon(1e-3));
}

TEST_CASE("order of the collectives, and more of anything is never faster") {
    for (const std::int64_t ranks : {2, 4, 8, 16, 64, 512}) {
        for (const double bytes : {1e3, 1e6, 1e9}) {
            const Seconds reduce = on_sample(Collective::all_reduce, bytes, ranks).time;
            const Seconds gather = on_sample(Collective::all_gather, bytes, ranks).time;
            CHECK(reduce >= gather);
            CHECK(gather == on_sample(Collective::reduce_scatter, bytes, ranks).time);
            for (const Collective collective : all_collectives) {
                const CollectiveTime t = on_sample(collective, bytes, ranks);
                CHECK(on_sample(collective, 2.0 * bytes, ranks).time >= t.time);
                CHECK(on_sample(collective, bytes, 2 * ranks).latency > t.latency);
                Cluster faster = sample_cluster();
                faster.node.nic_bandwidth.value = {20e9};
                faster.node.accelerator.scale_up.bandwidth.value = {200e9};
                CHECK(on(faster, sample_calibration(), collective, bytes, ranks).time <= t.time);
            }
        }
    }
}

TEST_CASE("without any algorithm there is no answer") {
    const CollectiveTime t =
        on(sample_cluster(), CollectiveCalibration{}, Collective::all_reduce, 1e6, 8);
    CHECK(std::isinf(t.time.value));
    CHECK(t.algorithm == Algorithm::none);
}

}  // namespace
}  // namespace foretoken::network
