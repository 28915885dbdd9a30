// Do groups fall where the machines put them?
#include "network/placement.hpp"

#include <doctest/doctest.h>

namespace foretoken::network {
namespace {

using namespace literals;

Cluster hosts(std::int64_t per_node, std::int64_t domain) {
    Cluster cluster;
    cluster.node.accelerators = per_node;
    cluster.node.nics = per_node;
    cluster.node.nic_bandwidth.value = 400.0_Gbps;
    cluster.domain = domain;
    return cluster;
}

TEST_CASE("a tensor group of a node's size stays in the node") {
    const Group group = place(hosts(8, 8), 8, 1);
    CHECK(group.per_domain == 8);
    CHECK(group.per_node == 8);
    CHECK(group.islands == 1);
    CHECK(group.tiers == 0);
}

TEST_CASE("a tensor group of two nodes' size spans both evenly") {
    const Group group = place(hosts(8, 8), 16, 1);
    CHECK(group.islands == 2);
    CHECK(group.per_island == 8);
    CHECK(group.narrowest == 8);
}

TEST_CASE("an uneven group is as narrow as its last island") {
    const Group group = place(hosts(8, 8), 12, 1);
    CHECK(group.islands == 2);
    CHECK(group.per_island == 8);
    CHECK(group.narrowest == 4);
}

TEST_CASE("data ranks one node apart share nothing") {
    const Group group = place(hosts(8, 8), 128, 8);
    CHECK(group.islands == 128);
    CHECK(group.per_domain == 1);
    CHECK(group.per_node == 1);
}

TEST_CASE("data ranks four apart meet in pairs") {
    const Group group = place(hosts(8, 8), 16, 4);
    CHECK(group.islands == 8);
    CHECK(group.per_domain == 2);
}

TEST_CASE("two ranks of one box share it, however far apart") {
    const Group group = place(hosts(4, 72), 2, 56);
    CHECK(group.islands == 1);
    CHECK(group.per_domain == 2);
    CHECK(group.nodes == 2);
}

TEST_CASE("an NVL72 rack is one island of many nodes") {
    const Group inside = place(hosts(4, 72), 64, 1);
    CHECK(inside.per_domain == 64);
    CHECK(inside.per_node == 4);
    CHECK(inside.nodes == 16);
    CHECK(inside.islands == 1);
    const Group across = place(hosts(4, 72), 144, 1);
    CHECK(across.islands == 2);
    CHECK(across.per_island == 72);
}

TEST_CASE("without scale-up links a node is an island of single domains") {
    const Group group = place(hosts(8, 1), 8, 1);
    CHECK(group.domains == 8);
    CHECK(group.islands == 1);
    CHECK(group.per_island == 8);
}

TEST_CASE("an oversubscribed tier slows what crosses it, a ring less than an all-to-all") {
    Cluster cluster = hosts(8, 8);
    cluster.tiers = {{.accelerators = 3072, .oversubscription = 7.0}};
    CHECK(place(cluster, 3072, 1).exchange_contention == 1.0);

    // 384 islands per pod: one in 384 of the ring's hops leaves it.
    const Group ring = place(cluster, 6144, 1);
    CHECK(ring.tiers == 1);
    CHECK(ring.ring_contention == 1.0);
    // Half of the bytes leave the pod, but all except those of the own node leave the island.
    CHECK(ring.exchange_contention == doctest::Approx(7.0 * 3072.0 / 6136.0));

    // One rank per pod: every hop leaves it.
    CHECK(place(cluster, 8, 3072).ring_contention == doctest::Approx(7.0));
}

}  // namespace
}  // namespace foretoken::network
