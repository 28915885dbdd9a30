#include "train/ratio.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

ConfidenceCalibration round_numbers() {
    ConfidenceCalibration c;
    c.floor.value = 0.03;
    c.products.value = 0.1;
    c.communication.value = 0.4;
    c.bubble.value = 0.2;
    c.shared.value = 0.75;
    c.unfitted.value = 2.0;
    c.quantile.value = 2.0;
    return c;
}

Forecast made_of(double products, double wires, double bubble = 0.0) {
    Forecast f;
    f.terms = {{"compute.linear", "", {products}, Status::fitted},
               {"tensor.exposed", "", {wires}, Status::fitted},
               {"pipeline.bubble", "", {bubble}, Status::fitted}};
    f.step = {products + wires + bubble};
    f.tokens = 100;
    return f;
}

TEST_CASE("what both runs err in alike cancels as far as their shares agree") {
    const Forecast a = made_of(6.0, 4.0);
    const Forecast b = made_of(8.0, 2.0);
    // Shares 0.6 and 0.8, 0.4 and 0.2; three quarters of each mechanism's error are common.
    const double products = 0.01 * (0.75 * 0.04 + 0.25 * (0.36 + 0.64));
    const double wires = 0.16 * (0.75 * 0.04 + 0.25 * (0.16 + 0.04));
    CHECK(ratio_deviation(a, b, round_numbers(), {}) ==
          Approx(std::sqrt(2.0 * 0.0009 + products + wires)));
}

TEST_CASE("constants of their own err on their own") {
    const Forecast a = made_of(6.0, 4.0);
    const Forecast b = made_of(3.0, 2.0);
    const double products = 0.01 * (0.36 + 0.36);
    const double wires = 0.16 * (0.16 + 0.16);
    CHECK(ratio_deviation(a, b, round_numbers(), {.kernels = false, .wires = false}) ==
          Approx(std::sqrt(2.0 * 0.0009 + products + wires)));
    CHECK(ratio_deviation(a, b, round_numbers(), {.kernels = false}) ==
          Approx(std::sqrt(2.0 * 0.0009 + products + 0.25 * wires)));
    const Forecast idle = made_of(0.0, 0.0, 5.0);
    const Forecast idler = made_of(0.0, 0.0, 6.0);  // bubbles are played alike everywhere
    CHECK(ratio_deviation(idle, idler, round_numbers(),
                          {.kernels = false, .wires = false, .host = false}) ==
          Approx(std::sqrt(2.0 * 0.0009 + 0.04 * 0.25 * 2.0)));
}

TEST_CASE("a run is exactly as fast as itself; the other way round is the inverse") {
    const TrainScenario s = sample_scenario();
    TrainScenario other = s;
    other.plan.tp = 2;
    Calibration c = sample_calibration();
    c.confidence = round_numbers();
    const Forecast f = of(s);
    const Forecast g = of(other);
    CHECK(speed_ratio({s, c, f}, {s, c, f}) == Ratio{});
    const Ratio there = speed_ratio({s, c, f}, {other, c, g});
    const Ratio back = speed_ratio({other, c, g}, {s, c, f});
    CHECK(there.value == Approx(f.step / g.step));
    CHECK(there.value * back.value == Approx(1.0));
    CHECK(there.low * back.high == Approx(1.0));
    CHECK(there.low < there.value);
    CHECK(there.value < there.high);
}

TEST_CASE("twice the tokens in twice the time is as fast") {
    const TrainScenario s = sample_scenario();
    const Calibration c = sample_calibration();
    const Forecast f = made_of(1.0, 1.0);
    Forecast twice = made_of(2.0, 2.0);
    twice.tokens = 200;
    CHECK(speed_ratio({s, c, f}, {s, c, twice}).value == Approx(1.0));
}

TEST_CASE("machines and frameworks say which constants are shared") {
    const TrainScenario s = sample_scenario();
    const Calibration c = sample_calibration();
    const Forecast f = made_of(1.0, 1.0);
    CHECK(alike({s, c, f}, {s, c, f}) == Alike{});
    TrainScenario newer = s;
    newer.software.id = "another";
    CHECK(alike({s, c, f}, {newer, c, f}) == Alike{.wires = false, .host = false});
    Calibration chip = c;
    chip.kernel.id = "another";
    CHECK(alike({s, c, f}, {s, chip, f}) == Alike{.kernels = false});
    TrainScenario wired = s;
    wired.cluster.fabric.id = "another";
    CHECK(alike({s, c, f}, {wired, c, f}) == Alike{.wires = false});
}

}  // namespace
}  // namespace foretoken::train
