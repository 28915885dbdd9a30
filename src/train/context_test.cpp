#include "train/context.hpp"

#include <doctest/doctest.h>

#include "train/forecast.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

// 8 layers, 128 micro-batches of 2048 tokens, hidden 1024 in 16 heads; nothing to hide behind.
double exposed(const Plan& plan, std::int64_t accelerators) {
    TrainScenario s = sample_scenario(plan, accelerators);
    s.cluster.node.accelerator.peak[static_cast<std::size_t>(Format::bf16)].value = {1e30};
    s.cluster.node.accelerator.memory_bandwidth.value = {1e30};
    return term(*forecast(s, sample_calibration()), "context.exposed");
}

// 2048 x 1024 elements of 2 bytes: one tensor of a whole sequence.
constexpr double tensor = 2048 * 1024 * 2.0;

TEST_CASE("gathered keys by hand: two gathers forward; backward two more and two scatters") {
    const double one = 10e-6 + 3e-6 + 0.75 * tensor / 100e9;
    CHECK(exposed({.cp = 4, .context = ContextExchange::all_gather}, 4) ==
          Approx(128 * 8 * 6 * one).epsilon(1e-3));
}

TEST_CASE("exchanged heads by hand: four exchanges each way of what a rank holds") {
    const double one = 10e-6 + 3e-6 + 0.75 * tensor / 4 / 100e9;
    CHECK(exposed({.cp = 4, .context = ContextExchange::all_to_all}, 4) ==
          Approx(128 * 8 * 8 * one).epsilon(1e-3));
}

TEST_CASE("a hybrid by hand: heads between two, one hop of keys and values between the pairs") {
    const double exchange = 10e-6 + 1e-6 + 0.5 * tensor / 4 / 100e9;
    const double hops = 2 * 11e-6 + 3 * 2 * tensor / 4 / 100e9;
    CHECK(exposed({.cp = 4, .context = ContextExchange::hybrid, .context_inner = 2}, 4) ==
          Approx(128 * 8 * (8 * exchange + hops)).epsilon(1e-3));
}

TEST_CASE("a window ends the ring early: two chunks look back into so many earlier ones") {
    const Plan ring{.cp = 8};
    CHECK(ring_steps(ring, 16384, 0) == 7);
    CHECK(ring_steps(ring, 16384, 1) == 0);     // a token that sees itself alone
    CHECK(ring_steps(ring, 16384, 1024) == 2);  // chunks of 1024: one before each
    CHECK(ring_steps(ring, 16384, 1025) == 2);
    CHECK(ring_steps(ring, 16384, 1026) == 4);
    CHECK(ring_steps(ring, 16384, 16384) == 7);
}

}  // namespace
}  // namespace foretoken::train
