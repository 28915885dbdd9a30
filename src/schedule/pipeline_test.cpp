#include "schedule/pipeline.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "schedule/overlap.hpp"

using namespace foretoken;
using namespace foretoken::schedule;

TEST_CASE("one stage has no bubble") {
    const std::vector<StageWork> one{{.forward = {1.0}, .backward = {2.0}}};
    const auto t = pipeline_time(one, {.micro_batches = 5});
    CHECK(t.total.value == doctest::Approx(15.0));
    CHECK(t.bubble.value == 0.0);
}

TEST_CASE("equal stages: m (f + b) + (p - 1)(f + b) / v") {
    const std::vector<StageWork> four(4, {.forward = {1.0}, .backward = {2.0}});
    CHECK(pipeline_time(four, {.micro_batches = 8}).total.value == doctest::Approx(8 * 3 + 3 * 3));
    CHECK(pipeline_time(four, {.micro_batches = 8, .chunks = 3}).total.value ==
          doctest::Approx(8 * 3 + 3 * 3 / 3.0));
    CHECK(pipeline_time(four, {.micro_batches = 8, .hop = {0.5}}).total.value ==
          doctest::Approx(8 * 3 + 3 * 3 + 6 * 0.5));
}

TEST_CASE("the closed form is what playing 1F1B gives, for equal stages") {
    for (const std::size_t p : {1U, 2U, 3U, 5U, 8U}) {
        for (const std::int64_t m : {1, 2, 7, 16}) {
            const std::vector<StageWork> stages(p, {.forward = {0.7}, .backward = {1.9}});
            const auto closed = pipeline_time(stages, {.micro_batches = m});
            CHECK(closed.total.value == doctest::Approx(simulated_1f1b(stages, m, {}).value));
        }
    }
}

TEST_CASE("a slower last stage sets the pace, and the closed form stays near the played schedule") {
    std::vector<StageWork> stages(6, {.forward = {1.0}, .backward = {2.0}});
    stages.back() = {.forward = {1.4}, .backward = {2.6}};
    const auto closed = pipeline_time(stages, {.micro_batches = 24});
    const double played = simulated_1f1b(stages, 24, {}).value;
    CHECK(closed.busiest == 5);
    CHECK(closed.total.value == doctest::Approx(played).epsilon(0.01));
}

TEST_CASE("overlap without slowdown is max(0, communication - compute)") {
    CHECK(visible({3.0}, {5.0}, {}).exposed.value == doctest::Approx(2.0));
    CHECK(visible({5.0}, {3.0}, {}).exposed.value == 0.0);
    CHECK(visible({5.0}, {3.0}, {}).contention.value == 0.0);
}

TEST_CASE("overlap with slowdown: shared until the shorter stream ends") {
    // Compute 10 s at 1.25 beside a collective of 4 s: it gets 3.2 s of work done in those 4 s.
    const auto hidden = visible({10.0}, {4.0}, {.compute_slowdown = 1.25});
    CHECK(hidden.exposed.value == 0.0);
    CHECK(hidden.contention.value == doctest::Approx(0.8));
    const auto longer = visible({4.0}, {10.0}, {.compute_slowdown = 1.25});
    CHECK(longer.contention.value == doctest::Approx(1.0));
    CHECK(longer.exposed.value == doctest::Approx(5.0));
}
