#include "schedule/pipeline.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "schedule/overlap.hpp"

using namespace foretoken;
using namespace foretoken::schedule;

namespace {

PieceWork piece(double forward, double input, double weight) {
    return {.forward = {forward}, .input_gradient = {input}, .weight_gradient = {weight}};
}

std::vector<PieceWork> same(const Pipeline& p, const PieceWork& work) {
    return std::vector<PieceWork>(static_cast<std::size_t>(p.ranks * p.chunks), work);
}

double bubble(const Pipeline& p, const PieceWork& work) {
    return pipeline_time(p, same(p, work), {}).bubble.value;
}

}  // namespace

TEST_CASE("one stage has no bubble") {
    const Pipeline p{.micro_batches = 5};
    const auto t = pipeline_time(p, same(p, piece(1, 1, 1)), {1.0});
    CHECK(t.total.value == doctest::Approx(15.0));
    CHECK(t.bubble.value == 0.0);
    CHECK(t.hops.value == 0.0);
}

TEST_CASE("the bubbles of the papers, for stages of equal length") {
    const PieceWork unit = piece(1, 1, 1);
    const PieceWork third = piece(1 / 3.0, 1 / 3.0, 1 / 3.0);
    CHECK(bubble({.schedule = Schedule::gpipe, .ranks = 4, .micro_batches = 8}, unit) ==
          doctest::Approx(3 * 3));
    CHECK(bubble({.ranks = 4, .micro_batches = 8}, unit) == doctest::Approx(3 * 3));
    CHECK(bubble({.ranks = 4, .chunks = 3, .micro_batches = 8}, third) ==
          doctest::Approx(3 * 3 / 3.0));
    CHECK(bubble({.schedule = Schedule::zero_bubble_h1, .ranks = 4, .micro_batches = 8},
                 piece(1, 1.2, 0.7)) == doctest::Approx(3 * (1 + 1.2 - 0.7)));
    CHECK(bubble({.schedule = Schedule::zero_bubble_v, .ranks = 4, .chunks = 2, .micro_batches = 8},
                 unit) == doctest::Approx(3 * 1));
    CHECK(bubble({.schedule = Schedule::dualpipe, .ranks = 8, .chunks = 2, .micro_batches = 20},
                 piece(1, 1, 0.8)) == doctest::Approx(3 * (1 + 1.8 + 1.8 - 3 * 0.8)));
}

TEST_CASE("a message on the way costs 1F1B its round trip every p micro-batches") {
    const Pipeline p{.ranks = 4, .micro_batches = 8};
    // 2 h (p + m - 2 - floor((m + p - 2) / p)) = 1 x (10 - 2)
    CHECK(pipeline_time(p, same(p, piece(1, 1, 1)), {0.5}).hops.value == doctest::Approx(8.0));
    const Pipeline v{.ranks = 4, .chunks = 2, .micro_batches = 8};
    CHECK(pipeline_time(v, same(v, piece(1, 1, 1)), {0.5}).hops.value == doctest::Approx(7.0));
}

TEST_CASE("the closed forms are what playing gives") {
    const auto check = [](const Pipeline& p, const PieceWork& work, Seconds hop) {
        const auto closed = closed_form(p, work, hop);
        REQUIRE(closed);
        CHECK(closed->value == doctest::Approx(makespan(p, same(p, work), hop).value));
    };
    for (const std::int64_t p : {1, 2, 3, 6}) {
        for (const std::int64_t m : {1, 2, 7, 16}) {
            check({.schedule = Schedule::gpipe, .ranks = p, .micro_batches = m}, piece(1, 2, 3),
                  {0.4});
            check({.ranks = p, .micro_batches = m}, piece(1, 2, 3), {0.4});
            check({.ranks = p, .chunks = p > 1 ? 3 : 1, .micro_batches = m * p}, piece(1, 2, 3),
                  {0.4});
            check({.schedule = Schedule::zero_bubble_h1, .ranks = p, .micro_batches = m + p},
                  piece(1, 0.3, 2), {});
        }
    }
}

TEST_CASE("a slower last stage sets the pace of a long row of micro-batches") {
    const Pipeline p{.ranks = 6, .micro_batches = 1000};
    auto work = same(p, piece(1, 1, 1));
    work.back() = piece(1.4, 1.4, 1.2);
    const auto t = pipeline_time(p, work, {0.01});
    CHECK(t.busiest == 5);
    CHECK(t.busy.value == doctest::Approx(4000.0));
    CHECK(t.total.value == doctest::Approx(makespan(p, work, {0.01}).value));
    // Filling and draining pass through every other stage once, and over every boundary.
    CHECK(t.bubble.value == doctest::Approx(15.0));
    CHECK(t.hops.value == doctest::Approx(10 * 0.01));
}

TEST_CASE("a heavy chunk on one rank: what does not repeat is played") {
    const Pipeline p{.ranks = 4, .chunks = 2, .micro_batches = 400};
    auto work = same(p, piece(1, 1, 1));
    work[2] = piece(2, 2, 2);
    const auto t = pipeline_time(p, work, {});
    CHECK(t.busiest == 1);
    CHECK(t.total.value == doctest::Approx(makespan(p, work, {}).value));
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

TEST_CASE("the first rounds of a long row are played as the row is") {
    for (const std::int64_t chunks : {1, 2}) {
        const Pipeline p{.ranks = 4, .chunks = chunks, .micro_batches = 402};
        const Pipeline part = first_rounds(p, 50);
        CHECK(part.micro_batches <= 50);
        CHECK(part.micro_batches > 40);
        const auto work = same(p, piece(1, 1, 1));
        const double left_out = static_cast<double>(402 - part.micro_batches);
        CHECK(makespan(p, work, {}).value ==
              doctest::Approx(makespan(part, work, {}).value +
                              3.0 * static_cast<double>(chunks) * left_out));
    }
}

TEST_CASE("a row no longer than asked for is played whole, and a pipeline is always filled") {
    const Pipeline p{.ranks = 8, .micro_batches = 100};
    CHECK(first_rounds(p, 100).micro_batches == 100);
    CHECK(first_rounds(p, 1).micro_batches == 12);  // eight, and four of an incomplete round
    CHECK(first_rounds({.ranks = 8, .micro_batches = 5}, 1).micro_batches == 5);
}

TEST_CASE("tasks of a micro-batch: half of them on either way through DualPipe") {
    CHECK(tasks_per_micro_batch({.ranks = 4, .chunks = 3, .micro_batches = 8}) == 6.0);
    CHECK(tasks_per_micro_batch(
              {.schedule = Schedule::zero_bubble_v, .ranks = 4, .chunks = 2, .micro_batches = 8}) ==
          6.0);
    CHECK(tasks_per_micro_batch(
              {.schedule = Schedule::dualpipe, .ranks = 4, .chunks = 2, .micro_batches = 8}) ==
          2.0);
}
