// Do cards carry what the fabric lets through?
#include "network/links.hpp"

#include <doctest/doctest.h>

#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

// The network rate of a group on the sample machine: eight cards of 10 GB/s per node of eight.
double network(const Cluster& cluster, std::int64_t ranks, std::int64_t stride) {
    return links(place(cluster, ranks, stride), cluster, sample_calibration()).network.value;
}

TEST_CASE("a fabric's fraction stands before the accelerator's") {
    Cluster cluster = sample_cluster();
    CollectiveCalibration calibration = sample_calibration();
    calibration.network_fraction = 0.9;
    CHECK(card_rate(cluster, calibration).value == doctest::Approx(9e9));
    cluster.fabric.fraction.value = 0.5;
    CHECK(card_rate(cluster, calibration).value == doctest::Approx(5e9));
}

TEST_CASE("four cards for eight accelerators halve each one's share") {
    Cluster cluster = sample_cluster();
    cluster.node.nics = 4;
    CHECK(nic_rate(cluster, sample_calibration()).value == doctest::Approx(5e9));
}

TEST_CASE("a slow host bounds a card that cannot reach accelerator memory") {
    Cluster cluster = sample_cluster();
    cluster.node.nic_bandwidth.value = {50e9};
    CHECK(card_rate(cluster, sample_calibration()).value == doctest::Approx(50e9));
    cluster.fabric.direct = false;
    CHECK(card_rate(cluster, sample_calibration()).value == doctest::Approx(20e9));
}

// Jean Zay: four cards of 12.5 GB/s for eight accelerators, 40.5 Gb/s each by software, one card
// per group. A group of all ranks has one card, eight groups of one rank per node have half a card
// each, and two groups of four have one each.
TEST_CASE("a group drives no more cards than the fabric lets it") {
    Cluster cluster = sample_cluster();
    cluster.node.nics = 4;
    cluster.node.nic_bandwidth.value = {12.5e9};
    cluster.fabric.card_rate.value = {40.5e9 / 8.0};
    cluster.fabric.rails = 1;
    CHECK(network(cluster, 32, 1) == doctest::Approx(5.0625e9));
    CHECK(network(cluster, 8, 2) == doctest::Approx(5.0625e9));
    CHECK(network(cluster, 4, 8) == doctest::Approx(2.53125e9));
    cluster.fabric.rails = 0;
    CHECK(network(cluster, 32, 1) == doctest::Approx(20.25e9));
}

TEST_CASE("a domain of several nodes drives the cards of each of them") {
    Cluster cluster = sample_cluster();
    cluster.domain = 32;
    cluster.fabric.rails = 2;
    CHECK(network(cluster, 64, 1) == doctest::Approx(80e9));
}

}  // namespace
}  // namespace foretoken::network
