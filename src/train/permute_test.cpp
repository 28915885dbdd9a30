// Does putting rows into expert order move the bytes that its closed form counts?
#include "train/permute.hpp"

#include <doctest/doctest.h>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

// 2048 tokens of 64 elements, 8 experts of which each token visits 2, at 1 TB/s.
Permutation of(Dispatcher kind, std::int64_t ranks, bool fused = true) {
    TrainScenario s = sample_scenario({.ep = ranks, .dispatcher = kind}, ranks);
    s.model = model::mixture();
    s.plan.dp = ranks;
    s.software.fused_permutation = fused;
    const Calibration calibration = sample_calibration();
    return permutation_time(job_of(s, calibration));
}

constexpr double states = 2048.0 * 64 / 1e12;  // one byte of each hidden state

TEST_CASE("on one rank: read a token and write two rows, then the reverse") {
    const Permutation p = of(Dispatcher::all_to_all, 1);
    CHECK(p.forward.value == Approx(2.0 * (3 + 3) * states));
    CHECK(p.backward.value == Approx(2.0 * (3 + 3 + 2) * states));
}

TEST_CASE("an all-to-all sorts rows again where they arrive, unless each rank has one expert") {
    CHECK(of(Dispatcher::all_to_all, 4).forward.value == Approx(2.0 * (7 + 7) * states));
    CHECK(of(Dispatcher::all_to_all, 8).forward.value == Approx(2.0 * (3 + 3) * states));
}

TEST_CASE("a fused exchange spreads one copy per rank") {
    // Two draws of four ranks visit 4 (1 - 9/16) = 1.75.
    CHECK(of(Dispatcher::flex, 4).forward.value == Approx(2.0 * (3.75 + 3.75) * states));
}

TEST_CASE("gathered tokens: pick own rows, add to sums of all ranks' tokens") {
    CHECK(of(Dispatcher::all_gather, 4).forward.value == Approx(2.0 * (4 + 6) * states));
}

TEST_CASE("index kernels take two steps, and sum in 32 bit") {
    CHECK(of(Dispatcher::all_to_all, 1, false).forward.value ==
          Approx((4.0 * 3 + 6.0 * 3) * states));
}

}  // namespace
}  // namespace foretoken::train
