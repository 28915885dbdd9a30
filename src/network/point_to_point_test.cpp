// Does one message take the time that its path allows?
#include "network/point_to_point.hpp"

#include <doctest/doctest.h>

#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

TEST_CASE("what lies between two ranks") {
    Cluster cluster = sample_cluster();
    CHECK(distance(cluster, 1) == Distance::domain);
    CHECK(distance(cluster, 8) == Distance::fabric);
    cluster.domain = 2;
    CHECK(distance(cluster, 2) == Distance::node);
    cluster.domain = 72;
    CHECK(distance(cluster, 64) == Distance::domain);
}

TEST_CASE("a message pays its start, one hop and its bytes") {
    const Cluster cluster = sample_cluster();
    const CollectiveCalibration calibration = sample_calibration();
    CHECK(send_time({1e9}, Distance::domain, cluster, calibration).value ==
          doctest::Approx(10e-6 + 1e-6 + 1e9 / 100e9));
    CHECK(send_time({1e9}, Distance::node, cluster, calibration).value ==
          doctest::Approx(10e-6 + 2e-6 + 1e9 / 20e9));
    CHECK(send_time({1e9}, Distance::fabric, cluster, calibration).value ==
          doctest::Approx(10e-6 + 5e-6 + 1e9 / 10e9));
}

TEST_CASE("a small message takes the quick protocol") {
    CollectiveCalibration calibration = sample_calibration();
    calibration.exchange[0] = {.base = {2e-6},
                               .scale_up = {},
                               .pcie = {},
                               .network = {},
                               .rate = 0.1,
                               .network_rate = 0.1};
    CHECK(send_time({1e3}, Distance::domain, sample_cluster(), calibration).value ==
          doctest::Approx(2e-6 + 1e3 / 10e9));
}

}  // namespace
}  // namespace foretoken::network
