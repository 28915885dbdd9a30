#include "train/likeness.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace foretoken::train {
namespace {

Traits run(double parameters, double accelerators, double sequence) {
    return {.accelerator = "h100-sxm5-80gb",
            .parameters = parameters,
            .accelerators = accelerators,
            .sequence = sequence,
            .year = 2024,
            .layout = {8, 1, 1, 1, 1, 1, 512}};
}

Traits asked(double parameters, double accelerators, double sequence) {
    Traits t = run(parameters, accelerators, sequence);
    t.accelerator = "h100";
    return t;
}

const std::vector<Traits> runs{run(8e9, 64, 4096), run(70e9, 1024, 8192)};
constexpr double far = 1.5;

TEST_CASE("a job lies at no distance from itself") {
    CHECK(distance(runs[0], asked(8e9, 64, 4096)) == 0.0);
    CHECK(layout_distance(runs[0], asked(8e9, 64, 4096)) == 0.0);
}

TEST_CASE("distances are those of the comment") {
    const Traits here = asked(8e9, 64, 4096);
    CHECK(distance(runs[0], asked(8e9 * std::exp(1.0), 64, 4096)) == doctest::Approx(1.0));
    CHECK(distance(runs[0], asked(8e9, 64 * std::exp(2.0), 4096)) == doctest::Approx(0.5));
    CHECK(distance(runs[0], asked(8e9, 64, 4096 * std::exp(3.0))) == doctest::Approx(1.5));
    Traits other = here;
    other.accelerator = "a100";
    CHECK(distance(runs[0], other) == doctest::Approx(2.0));
    other = here;
    other.mixture = true;
    other.year = 2026;
    CHECK(distance(runs[0], other) == doctest::Approx(std::sqrt(1.25)));
    other = here;
    other.bits = 32;
    CHECK(distance(runs[0], other) == 0.0);
    other.bits = 8;
    other.sharded = true;
    CHECK(distance(runs[0], other) == doctest::Approx(std::sqrt(1.25)));
}

TEST_CASE("layouts differ by the ratios of their sizes; what is not known counts 1") {
    Traits other = asked(8e9, 64, 4096);
    other.layout = {4, 2, 1, 1, 1, 1, 0};
    CHECK(layout_distance(runs[0], other) == doctest::Approx(2.0 * std::log(2.0) + 1.0));
    other.recompute = Recompute::full;
    CHECK(layout_distance(runs[0], other) == doctest::Approx(2.0 * std::log(2.0) + 2.0));
}

TEST_CASE("bounds lie inside, what is beyond them outside") {
    CHECK(outside(runs, asked(8e9, 64, 4096), far).empty());
    CHECK(outside(runs, asked(70e9, 1024, 8192), far).empty());
    const auto beyond = outside(runs, asked(70e9, 1025, 8192), far);
    REQUIRE(beyond.size() == 1);
    CHECK(beyond[0] ==
          Outside{.coordinate = Coordinate::accelerators, .value = 1025, .low = 64, .high = 1024});
    const auto below = outside(runs, asked(8e9, 64, 4095), far);
    REQUIRE(below.size() == 1);
    CHECK(below[0].coordinate == Coordinate::sequence);
}

TEST_CASE("a model's size gives way by 3 %, for sizes are published rounded") {
    CHECK(outside(runs, asked(70e9 * 1.029, 1024, 8192), far).empty());
    CHECK(outside(runs, asked(70e9 * 1.031, 1024, 8192), far).size() == 1);
    CHECK(outside(runs, asked(8e9 / 1.029, 64, 4096), far).empty());
    CHECK(outside(runs, asked(8e9 / 1.031, 64, 4096), far).size() == 1);
}

TEST_CASE("traits that no run has") {
    Traits t = asked(8e9, 64, 4096);
    t.mixture = true;
    t.tuned = true;
    t.offloaded = true;
    t.bits = 8;
    t.year = 2026;
    const auto out = outside(runs, t, far);
    REQUIRE(out.size() == 5);
    CHECK(out[0].coordinate == Coordinate::year);
    CHECK(out[1] == Outside{.coordinate = Coordinate::bits, .value = 8, .low = 16, .high = 16});
    CHECK(out[2].coordinate == Coordinate::mixture);
    CHECK(out[3].coordinate == Coordinate::tuned);
    CHECK(out[4].coordinate == Coordinate::offloaded);
}

TEST_CASE("of another family nothing is known, and it is far from all") {
    Traits t = asked(8e9, 64, 4096);
    t.accelerator = "l40s";
    const auto out = outside(runs, t, far);
    REQUIRE(out.size() == 2);
    CHECK(out[0].coordinate == Coordinate::family);
    CHECK(out[1] ==
          Outside{.coordinate = Coordinate::distance, .value = 2.0, .low = 0.0, .high = far});
}

TEST_CASE("between the runs, but far from each of them") {
    const auto out = outside(runs, asked(23.7e9, 256, 5792), 0.9);
    REQUIRE(out.size() == 1);
    CHECK(out[0].coordinate == Coordinate::distance);
    CHECK(out[0].value == doctest::Approx(1.154).epsilon(0.01));
    CHECK(outside(runs, asked(23.7e9, 256, 5792), 0.0).empty());
}

TEST_CASE("what a run does not say bounds nothing") {
    const std::vector<Traits> silent{run(0.0, 64, 4096), run(8e9, 64, 0.0)};
    const auto out = outside(silent, asked(7.9e9, 64, 4096), 2.0);
    CHECK(out.empty());
}

}  // namespace
}  // namespace foretoken::train
