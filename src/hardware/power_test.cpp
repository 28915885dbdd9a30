#include "hardware/power.hpp"

#include <doctest/doctest.h>

namespace foretoken::hardware {
namespace {

using doctest::Approx;

// A board of 500 W: 100 W idle, 150 W with a kernel, 250 W more at full bandwidth.
PowerCalibration round_numbers() {
    PowerCalibration p;
    p.idle.value = 0.2;
    p.active.value = 0.3;
    p.memory.value = 0.5;
    p.communication.value = 0.4;
    p.clock_exponent.value = 3.0;
    p.node.value = 0.5;
    return p;
}

constexpr Watts board{500.0};

TEST_CASE("a product that keeps the engine busy draws the limit at the sustained clock") {
    CHECK(product_power(1.0, 1.0, round_numbers(), board).value == Approx(500.0));
    CHECK(product_power(1.0, 0.8, round_numbers(), board).value == Approx(500.0));
    CHECK(product_power(0.0, 0.8, round_numbers(), board).value == Approx(150.0));
}

TEST_CASE("a product that is busy for a part of the time clocks higher, and draws for it") {
    // At the full clock: 0.8 of the limit above idle, less the 0.1 of any kernel, half of the time.
    CHECK(product_power(0.5, 1.0, round_numbers(), board).value ==
          Approx(500.0 * (0.3 + 0.5 * 0.7)));
    // A clock of 0.8 holds 0.8 W per watt of 0.512: at the burst clock it would be 1.5625 - 0.1.
    CHECK(product_power(0.25, 0.8, round_numbers(), board).value ==
          Approx(500.0 * (0.3 + 0.25 * 1.4625)));
}

TEST_CASE("streaming draws in proportion to the bandwidth, never above the limit") {
    CHECK(memory_power(0.0, round_numbers(), board).value == Approx(150.0));
    CHECK(memory_power(0.8, round_numbers(), board).value == Approx(350.0));
    CHECK(memory_power(2.0, round_numbers(), board).value == Approx(500.0));
}

TEST_CASE("under a cap the clock falls with the cube root of what is left above idle") {
    // 150 W: 50 W above idle instead of 400 W, an eighth; streaming needs 250 W above idle.
    const Slowdown slow = slowdown({150.0}, board, round_numbers(), 0.8);
    CHECK(slow.clock == Approx(0.5));
    CHECK(slow.memory == Approx(50.0 / 250.0));
    // 400 W leaves streaming (350 W) alone.
    CHECK(slowdown({400.0}, board, round_numbers(), 0.8).memory == 1.0);
    CHECK(slowdown({500.0}, board, round_numbers(), 0.8).clock == 1.0);
    CHECK(slowdown({}, board, round_numbers(), 0.8).clock == 1.0);
}

TEST_CASE("kernel constants follow the clock and the bandwidth that are left") {
    KernelCalibration kernels;
    kernels.gemm[0].sustained = 0.8;
    kernels.gemm[0].memory_fraction = 0.9;
    kernels.attention[2].peak_fraction = 0.6;
    kernels.stream_fraction = 0.9;
    const KernelCalibration slow = under_cap(kernels, {.clock = 0.5, .memory = 0.7});
    CHECK(slow.gemm[0].sustained == Approx(0.4));
    CHECK(slow.gemm[0].memory_fraction == Approx(0.63));
    CHECK(slow.attention[2].peak_fraction == Approx(0.3));
    CHECK(slow.stream_fraction == Approx(0.63));
    CHECK(under_cap(kernels, {}) == kernels);
}

TEST_CASE("a cap binds below the limit, and one that cannot be met is refused") {
    Accelerator a;
    a.name = "Toy";
    a.power.value = board;
    CHECK(allowed(a, {}) == board);
    CHECK(allowed(a, {900.0}) == board);
    CHECK(allowed(a, {300.0}).value == 300.0);
    CHECK(check_cap({}, a, round_numbers()));
    CHECK(check_cap({150.0}, a, round_numbers()));
    const auto refused = check_cap({100.0}, a, round_numbers());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().where == "plan.power_cap");
    CHECK(refused.error().hint == "give between 150 W and 500 W");
    a.power.value = {};
    CHECK_FALSE(check_cap({300.0}, a, round_numbers()));
}

}  // namespace
}  // namespace foretoken::hardware
