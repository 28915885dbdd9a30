#include "network/collective_account.hpp"

#include <doctest/doctest.h>

#include "base/account.hpp"
#include "network/exchange_account.hpp"
#include "network/point_to_point_account.hpp"
#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

Account gigabyte() {
    return account::input("total", Bytes{1e9}, "", {.source = "a"});
}

CollectiveCalibration rows() {
    CollectiveCalibration calibration = sample_calibration();
    calibration.id = "volta";
    return calibration;
}

TEST_CASE("an account of a ring says its steps, its bytes and its row") {
    const Cluster cluster = sample_cluster();
    const Account a = collective_account("reduce", "", Collective::all_reduce, gigabyte(),
                                         place(cluster, 4, 1), cluster, rows());
    CHECK(a.formula == "ring_simple");
    const Account* ring = account::find(a, "ring_simple");
    CHECK(ring->formula == "latency + wire / rate + copy");
    CHECK(account::find(*ring, "latency.scale_up_steps")->value == doctest::Approx(6e-6));
    CHECK(account::find(*ring, "wire")->value == 1.5e9);
    CHECK(account::find(*ring, "latency.base")->from.source ==
          "data/network/volta.yaml, ring.simple.base");
}

TEST_CASE("algorithms that are slower stay visible, the fastest comes first") {
    const Cluster cluster = sample_cluster();
    CollectiveCalibration calibration = rows();
    calibration.tree[2] = calibration.ring[2];
    calibration.tree[2].base = {1.0};
    const Account a = collective_account("reduce", "", Collective::all_reduce, gigabyte(),
                                         place(cluster, 64, 1), cluster, calibration);
    CHECK(a.formula == "min(ring_simple, tree_simple)");
    CHECK(account::find(a, "tree_simple")->value > a.value);
    CHECK(account::find(a, "tree_simple")->from.source ==
          "docs/models/collectives.md, Eq. 1 to 5, with data/network/volta.yaml, tree.simple");
    CHECK(account::find(a, "ring_simple.rate.network.cards")->value == 8.0);
}

TEST_CASE("a fabric's latency shows in the steps between islands") {
    Cluster cluster = sample_cluster();
    cluster.fabric.id = "efa";
    cluster.fabric.latency = {.value = {75e-6}, .from = {.source = "a plugin", .date = "2026"}};
    const Account a = collective_account("gather", "", Collective::all_gather, gigabyte(),
                                         place(cluster, 16, 1), cluster, rows());
    const Account* steps = account::find(a, "ring_simple.latency.network_steps");
    REQUIRE(steps != nullptr);
    CHECK(steps->formula == "(islands - 1) * (network_step + fabric_latency)");
    CHECK(account::find(*steps, "fabric_latency")->from.source ==
          "a plugin (data/fabrics/efa.yaml, latency)");
}

TEST_CASE("a switch that adds reaches less with few ranks") {
    const Cluster cluster = sample_cluster();
    CollectiveCalibration calibration = rows();
    calibration.nvls = calibration.ring[2];
    calibration.nvls.rate = 2.0;
    const Account a = collective_account("reduce", "", Collective::all_reduce, gigabyte(),
                                         place(cluster, 6, 1), cluster, calibration);
    CHECK(a.formula == "min(nvls, ring_simple)");
    CHECK(account::find(a, "nvls.rate.switched")->value == doctest::Approx(100e9 * 45.0 / 49.0));
    CHECK(account::faults(a).empty());
}

TEST_CASE("ranks under several PCIe roots have a fraction of their own") {
    Cluster cluster = sample_cluster();
    cluster.domain = 1;
    CollectiveCalibration calibration = rows();
    calibration.bridge_fraction = 0.5;
    const Account a = collective_account("reduce", "", Collective::all_reduce, gigabyte(),
                                         place(cluster, 4, 1), cluster, calibration);
    const Account* pcie = account::find(a, "ring_simple.rate.pcie");
    REQUIRE(pcie != nullptr);
    CHECK(pcie->formula == "host_link * bridge_fraction");
    CHECK(pcie->value == 10e9);
}

TEST_CASE("a group of one takes no time, and is no fault") {
    const Cluster cluster = sample_cluster();
    const Group one = place(cluster, 1, 1);
    const Account a =
        collective_account("reduce", "", Collective::all_to_all, gigabyte(), one, cluster, rows());
    CHECK(a.value == 0.0);
    CHECK(account::faults(a).empty());
    CHECK(account::faults(dispatch_account("send", "", {}, one, cluster, rows())).empty());
}

TEST_CASE("without any algorithm the time is infinite, and the account says why") {
    const Cluster cluster = sample_cluster();
    const Account a =
        collective_account("reduce", "", Collective::all_reduce, gigabyte(), place(cluster, 4, 1),
                           cluster, CollectiveCalibration{.id = "none"});
    CHECK(a.from.source == "no algorithm in data/network/none.yaml");
    CHECK(account::faults(a).empty());
}

TEST_CASE("an exchange and a message say which kind of link decides") {
    const Cluster cluster = sample_cluster();
    const Account all =
        all_to_all_account("experts", "", gigabyte(), place(cluster, 16, 1), cluster, rows());
    CHECK(account::find(all, "simple.bulk")->formula == "max(over_links, over_network) + copy");
    const Account sent = send_account("stage", "", gigabyte(), Distance::fabric, cluster, rows());
    CHECK(account::find(sent, "simple.rate")->formula == "nic * network_share");
    CHECK(account::find(sent, "simple.rate.nic.card.nic_bandwidth")->value == 10e9);
}

}  // namespace
}  // namespace foretoken::network
