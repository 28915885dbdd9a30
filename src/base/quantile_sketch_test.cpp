// Does the sketch keep its promised error, and is merging the same as having seen everything?
#include "base/quantile_sketch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"

using namespace foretoken;

namespace {

// Lognormal over many magnitudes, every third negative, every tenth zero.
std::vector<double> wide_sample() {
    const Random random{{.seed = 3, .stream = stream_of("sketch")}};
    std::vector<double> values;
    for (std::uint64_t i = 0; i < 20001; ++i) {
        const double size = random.lognormal(i, {.mean = 0.0, .deviation = 5.0});
        values.push_back(i % 10 == 0 ? 0.0 : i % 3 == 0 ? -size : size);
    }
    return values;
}

}  // namespace

TEST_CASE("every quantile is within the promised relative error") {
    std::vector<double> values = wide_sample();
    for (const double promised : {0.1, 0.01, 0.001}) {
        QuantileSketch sketch(promised);
        for (const double value : values) {
            sketch.add(value);
        }
        std::sort(values.begin(), values.end());
        for (int percent = 0; percent <= 100; ++percent) {
            const double fraction = percent / 100.0;
            const auto place = static_cast<std::size_t>(fraction * 20000.0);
            const double exact = values[place];
            CAPTURE(percent);
            CHECK(std::abs(sketch.quantile(fraction) - exact) <=
                  promised * std::abs(exact) * (1 + 1e-9));
        }
    }
}

TEST_CASE("merging equals seeing everything, in either order") {
    const std::vector<double> values = wide_sample();
    QuantileSketch all, left, right;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.add(values[i]);
        (i % 7 < 3 ? left : right).add(values[i]);
    }
    QuantileSketch one = left, other = right;
    one.merge(right);
    other.merge(left);
    CHECK(one == all);
    CHECK(other == all);
    CHECK_FALSE(left == all);
    CHECK(all.count() == 20001);
}

TEST_CASE("edges") {
    QuantileSketch sketch;
    CHECK(std::isnan(sketch.quantile(0.5)));
    sketch.add(5.0);
    CHECK(sketch.quantile(0.0) == 5.0);
    CHECK(sketch.quantile(0.5) == 5.0);
    CHECK(sketch.quantile(1.0) == 5.0);
    sketch.add(1e300, 98);
    sketch.add(1e-300);
    CHECK(sketch.count() == 100);
    CHECK(sketch.minimum() == 1e-300);
    CHECK(sketch.maximum() == 1e300);
    CHECK(sketch.quantile(0.5) == doctest::Approx(1e300).epsilon(0.01));
}
