// Are the draws the published bits, independent of each other, and of the right distribution?
#include "base/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>
#include <vector>

using namespace foretoken;

namespace {

constexpr std::uint64_t draws = 200000;
const Random source{{.seed = 7, .stream = stream_of("test")}};

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
};

Moments moments_of(const std::function<double(std::uint64_t)>& draw) {
    double sum = 0.0, squares = 0.0;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const double x = draw(i);
        sum += x;
        squares += x * x;
    }
    const double mean = sum / draws;
    return {mean, squares / draws - mean * mean};
}

// The mean of n draws is off by more than 4 standard errors once in 16,000 samples; the sample is
// fixed, so this passes always or never.
void check_moments(const Moments& found, const Moments& expected) {
    CHECK(std::abs(found.mean - expected.mean) < 4.0 * std::sqrt(expected.variance / draws));
    CHECK(found.variance == doctest::Approx(expected.variance).epsilon(0.02).scale(0));
}

}  // namespace

TEST_CASE("known answers of Philox4x32-10") {
    using Block = std::array<std::uint32_t, 4>;
    CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
          Block{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
    const std::uint32_t ones = 0xffffffffu;
    CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu});
    CHECK(
        philox({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, {0xa4093822u, 0x299f31d0u}) ==
        Block{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u});
}

TEST_CASE("a draw depends on seed, stream and index, each alone") {
    const Random same{{.seed = 7, .stream = stream_of("test")}};
    const Random other_seed{{.seed = 8, .stream = stream_of("test")}};
    const Random other_stream{{.seed = 7, .stream = stream_of("tesu")}};
    CHECK(source.bits(5) == same.bits(5));
    CHECK(source.bits(5) != source.bits(6));
    CHECK(source.bits(5) != source.bits(5 + (std::uint64_t{1} << 32)));
    CHECK(source.bits(5) != other_seed.bits(5));
    CHECK(source.bits(5) != other_stream.bits(5));
}

TEST_CASE("streams are told apart by every part of their identity") {
    std::set<std::uint64_t> seen = {stream_of(""), stream_of("gpu"), stream_of("gpu", 0, 0)};
    for (std::uint64_t i = 0; i < 1000; ++i) {
        seen.insert(stream_of("gpu", i));
        seen.insert(stream_of("gpu", i, 1));
        seen.insert(stream_of("gpu", 1, i + 2));
        seen.insert(stream_of("nic", i));
    }
    CHECK(seen.size() == 4003);
}

TEST_CASE("moments of every distribution") {
    check_moments(moments_of([](auto i) { return source.uniform(i); }), {0.5, 1.0 / 12});
    check_moments(moments_of([](auto i) { return source.exponential(i, 3.0); }), {3.0, 9.0});
    check_moments(
        moments_of([](auto i) { return source.normal(i, {.mean = -2.0, .deviation = 0.5}); }),
        {-2.0, 0.25});
    const double s = 0.25;  // variance of the logarithm; mean exp(s/2), variance (e^s - 1) e^s
    check_moments(
        moments_of([](auto i) { return source.lognormal(i, {.mean = 0.0, .deviation = 0.5}); }),
        {std::exp(s / 2), (std::exp(s) - 1) * std::exp(s)});
    const double first = std::tgamma(1.5), second = std::tgamma(2.0);
    check_moments(
        moments_of([](auto i) { return source.weibull(i, {.scale = 4.0, .shape = 2.0}); }),
        {4.0 * first, 16.0 * (second - first * first)});
    check_moments(moments_of([](auto i) { return static_cast<double>(source.below(i, 6)); }),
                  {2.5, 35.0 / 12});
    for (const double mean : {0.02, 3.0, 9.99, 10.0, 47.0, 1e6}) {
        CAPTURE(mean);
        check_moments(
            moments_of([mean](auto i) { return static_cast<double>(source.poisson(i, mean)); }),
            {mean, mean});
    }
}

TEST_CASE("poisson counts have the poisson probabilities on both methods") {
    for (const double mean : {4.0, 12.0}) {
        std::vector<double> seen(60, 0.0);
        for (std::uint64_t i = 0; i < draws; ++i) {
            seen[static_cast<std::size_t>(source.poisson(i, mean))] += 1.0;
        }
        double probability = std::exp(-mean);
        for (std::size_t k = 0; k < 30; ++k) {
            const double deviation = std::sqrt(draws * probability) + 1.0;
            CHECK(std::abs(seen[k] - draws * probability) < 4.0 * deviation);
            probability *= mean / static_cast<double>(k + 1);
        }
    }
    CHECK(source.poisson(0, 0.0) == 0);
}

TEST_CASE("below: every value, none beyond, none preferred") {
    for (const std::uint64_t bound : {1u, 2u, 3u, 10u}) {
        std::vector<double> seen(bound, 0.0);
        for (std::uint64_t i = 0; i < draws; ++i) {
            seen.at(source.below(i, bound)) += 1.0;
        }
        const double expected = static_cast<double>(draws) / static_cast<double>(bound);
        for (const double count : seen) {
            CHECK(std::abs(count - expected) < 4.0 * std::sqrt(expected));
        }
    }
    const std::uint64_t large = (std::uint64_t{1} << 63) + 1;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        CHECK(source.below(i, large) < large);
    }
}

TEST_CASE("neighbouring draws and streams are uncorrelated") {
    const Random neighbour{{.seed = 7, .stream = stream_of("test", 1)}};
    double along = 0.0, across = 0.0;
    for (std::uint64_t i = 0; i < draws; ++i) {
        const double here = source.uniform(i) - 0.5;
        along += here * (source.uniform(i + 1) - 0.5);
        across += here * (neighbour.uniform(i) - 0.5);
    }
    const double four_errors = 4.0 / 12 / std::sqrt(draws);
    CHECK(std::abs(along / draws) < four_errors);
    CHECK(std::abs(across / draws) < four_errors);
}

TEST_CASE("the normal quantile inverts the distribution function") {
    CHECK(normal_quantile(0.5) == 0.0);
    CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-15).scale(0));
    for (const double p : {1e-300, 1e-17, 1e-12, 1e-6, 0.01, 0.0749, 0.0751, 0.3, 0.7, 0.999}) {
        CAPTURE(p);
        CHECK(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)) ==
              doctest::Approx(p).epsilon(1e-12).scale(0));
    }
}
