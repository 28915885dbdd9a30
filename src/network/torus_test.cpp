// Do rings in a torus have the links and steps of its axes?
#include "network/torus.hpp"

#include <doctest/doctest.h>

#include "network/collective.hpp"
#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

// 16 x 16, four links of 50 GB/s.
ScaleUp flat() {
    ScaleUp links{.kind = ScaleUpKind::torus, .domain = 256};
    links.bandwidth.value = {200e9};
    links.peer_bandwidth.value = {50e9};
    return links;
}

TEST_CASE("a line has one link each way, an axis two, the plane four") {
    CHECK(torus_rate(flat(), 2).value == doctest::Approx(50e9));
    CHECK(torus_rate(flat(), 8).value == doctest::Approx(50e9));
    CHECK(torus_rate(flat(), 16).value == doctest::Approx(100e9));
    CHECK(torus_rate(flat(), 64).value == doctest::Approx(150e9));
    CHECK(torus_rate(flat(), 256).value == doctest::Approx(200e9));
}

TEST_CASE("steps are the sum of the axes") {
    CHECK(torus_steps(flat(), 8) == 7);
    CHECK(torus_steps(flat(), 16) == 15);
    CHECK(torus_steps(flat(), 64) == 18);
    CHECK(torus_steps(flat(), 256) == 30);
}

TEST_CASE("a cube of 4,096 has six links and 45 steps") {
    ScaleUp cube{.kind = ScaleUpKind::torus, .domain = 4096};
    cube.bandwidth.value = {300e9};
    cube.peer_bandwidth.value = {50e9};
    CHECK(torus_rate(cube, 4096).value == doctest::Approx(300e9));
    CHECK(torus_steps(cube, 4096) == 45);
}

TEST_CASE("a gather over a plane takes the plane's links and steps") {
    Cluster cluster = sample_cluster();
    cluster.node.accelerator.scale_up = flat();
    cluster.domain = 256;
    const CollectiveTime t = collective_time(Collective::all_gather, {1e9}, place(cluster, 256, 1),
                                             cluster, sample_calibration());
    CHECK(t.time.value == doctest::Approx(10e-6 + 30 * 1e-6 + 255.0 / 256.0 * 1e9 / 200e9));
}

}  // namespace
}  // namespace foretoken::network
