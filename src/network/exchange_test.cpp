// Do all-to-all and expert dispatch take the time that their closed forms say?
#include "network/exchange.hpp"

#include <doctest/doctest.h>

#include "network/sample_test.hpp"

namespace foretoken::network {
namespace {

double dispatch_seconds(const Dispatch& dispatch, std::int64_t ranks) {
    const Cluster cluster = sample_cluster();
    return dispatch_time(dispatch, place(cluster, ranks, 1), cluster, sample_calibration()).value;
}

TEST_CASE("in a node all but the own share crosses the links") {
    const Cluster cluster = sample_cluster();
    const auto t = all_to_all_time({1e9}, place(cluster, 8, 1), cluster, sample_calibration());
    CHECK(t.time.value == doctest::Approx(10e-6 + 7 * 1e-6 + 0.875e9 / 100e9));
}

TEST_CASE("over nodes links and cards work side by side") {
    const Cluster cluster = sample_cluster();
    const auto t = all_to_all_time({1e9}, place(cluster, 32, 1), cluster, sample_calibration());
    // 24 of 32 shares over a 10 GB/s card; the 7 over the links are hidden behind them.
    CHECK(t.time.value == doctest::Approx(10e-6 + 7e-6 + 24 * 5e-6 + 0.75e9 / 10e9));
}

TEST_CASE("plain dispatch sends a copy per expert") {
    const Dispatch dispatch{.tokens = 4096, .per_token = {7168}, .top_k = 8, .deduplicate = false};
    CHECK(dispatch_seconds(dispatch, 32) ==
          doctest::Approx(10e-6 + 7e-6 + 120e-6 + 4096 * 8 * 7168 * 0.75 / 10e9));
}

TEST_CASE("deduplicated dispatch sends a copy per island") {
    const Dispatch dispatch{.tokens = 4096, .per_token = {7168}, .top_k = 2};
    // Two draws of four islands visit 4 (1 - (3/4)^2) = 1.75, three quarters of them remote.
    CHECK(dispatch_seconds(dispatch, 32) ==
          doctest::Approx(10e-6 + 7e-6 + 3 * 5e-6 + 4096 * 7168 * 1.75 * 0.75 / 10e9));
}

TEST_CASE("a router that limits the islands saves network traffic") {
    const Dispatch free{.tokens = 4096, .per_token = {7168}, .top_k = 8};
    Dispatch limited = free;
    limited.islands = 4;
    CHECK(dispatch_seconds(limited, 128) < dispatch_seconds(free, 128));
    Dispatch plain = free;
    plain.deduplicate = false;
    CHECK(dispatch_seconds(free, 128) < dispatch_seconds(plain, 128));
}

TEST_CASE("the busiest rank sets the pace") {
    Dispatch dispatch{.tokens = 4096, .per_token = {7168}, .top_k = 8, .deduplicate = false};
    const double even = dispatch_seconds(dispatch, 8);
    dispatch.load = 2.0;
    // All but the latency doubles.
    CHECK(dispatch_seconds(dispatch, 8) == doctest::Approx(2.0 * even - 17e-6));
}

TEST_CASE("experts on one rank cost nothing to reach") {
    CHECK(dispatch_seconds({.tokens = 4096, .per_token = {7168}, .top_k = 8}, 1) == 0.0);
}

}  // namespace
}  // namespace foretoken::network
