// Is every index done once, and is the answer the same for any number of threads?
#include "base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "base/random.hpp"

using namespace foretoken;

TEST_CASE("every index once, for any count and thread limit") {
    for (const std::size_t count : {0u, 1u, 2u, 1023u, 1024u, 1025u, 5000u}) {
        for (const int limit : {0, 1, 2, 7}) {
            std::vector<int> done(count, 0);
            parallel_for(count, [&](std::size_t i) { ++done[i]; }, {.limit = limit});
            CHECK(done == std::vector<int>(count, 1));
        }
    }
}

TEST_CASE("a sum that rounding could betray is the same bits for any number of threads") {
    const Random random{{.seed = 2, .stream = stream_of("parallel")}};
    const auto map = [&](std::size_t i) {
        return random.lognormal(i, {.mean = 0.0, .deviation = 9.0});
    };
    const auto sum_with = [&](int limit) {
        const auto add = [](double a, double b) { return a + b; };
        return parallel_reduce_ordered(30011, 0.0, map, add, {.limit = limit});
    };
    const double alone = sum_with(1);
    for (const int limit : {0, 2, 3, 8}) {
        CHECK(sum_with(limit) == alone);
    }
    double plain = 0.0;
    for (std::size_t i = 0; i < 30011; ++i) {
        plain += map(i);
    }
    CHECK(alone == doctest::Approx(plain).epsilon(1e-12));
}

TEST_CASE("combining keeps the order of the indices") {
    const auto letter = [](std::size_t i) {
        return std::string(1, static_cast<char>('a' + i % 26));
    };
    const auto join = [](std::string a, const std::string& b) { return a += b; };
    std::string expected;
    for (std::size_t i = 0; i < 3000; ++i) {
        expected += letter(i);
    }
    CHECK(parallel_reduce_ordered(3000, std::string(), letter, join) == expected);
    CHECK(parallel_reduce_ordered(0, std::string("none"), letter, join) == "none");
}

TEST_CASE("parallel work inside parallel work") {
    std::atomic<int> done = 0;
    parallel_for(20,
                 [&](std::size_t) { parallel_for(30, [&](std::size_t) { ++done; }, {.limit = 2}); },
                 {.limit = 3});
    CHECK(done == 600);
}
