#include "schedule/play.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace foretoken;
using namespace foretoken::schedule;

namespace {

constexpr PieceWork unit{.forward = {1.0}, .input_gradient = {1.0}, .weight_gradient = {1.0}};

Played all_equal(const Pipeline& p, Seconds hop = {}) {
    return play(p, std::vector<PieceWork>(static_cast<std::size_t>(p.ranks * p.chunks), unit), hop);
}

}  // namespace

TEST_CASE("two ranks, two micro-batches, by hand") {
    const Played t = all_equal({.ranks = 2, .micro_batches = 2}, {0.25});
    // Rank 0: F 0-1, F 1-2, B 4.5-6.5 (its message left rank 1 at 4.25), B 7.5-9.5.
    // Rank 1: F 1.25-2.25, B -4.25, F -5.25, B -7.25.
    REQUIRE(t.spans.size() == 8);
    CHECK(t.spans[2].begin.value == doctest::Approx(4.5));
    CHECK(t.spans[3].begin.value == doctest::Approx(7.5));
    CHECK(t.spans[3].end.value == doctest::Approx(9.5));
    CHECK(t.spans[4].rank == 1);
    CHECK(t.spans[4].begin.value == doctest::Approx(1.25));
    CHECK(t.makespan.value == doctest::Approx(9.5));
    CHECK(t.busy[0].value == doctest::Approx(6.0));
    CHECK(t.in_flight == std::vector<std::int64_t>{2, 1});
}

TEST_CASE("no message is sent between pieces of one rank") {
    const Pipeline v{.schedule = Schedule::zero_bubble_v, .ranks = 1, .chunks = 2};
    CHECK(all_equal(v, {5.0}).makespan.value == doctest::Approx(6.0));
}

TEST_CASE("a pair takes what is saved less than its two passes") {
    const Pipeline p{.schedule = Schedule::dualpipe, .ranks = 2, .chunks = 2, .micro_batches = 6};
    std::vector<PieceWork> work(4, unit);
    CHECK(play(p, work, {}).makespan.value == doctest::Approx(18.0));
    for (PieceWork& w : work) {
        w.saved = {0.5};
    }
    CHECK(play(p, work, {}).makespan.value == doctest::Approx(18.0 - 3 * 0.5));
}

TEST_CASE("a message that leaves a pair early hides its hop") {
    const Pipeline p{.schedule = Schedule::dualpipe, .ranks = 2, .chunks = 2, .micro_batches = 40};
    std::vector<PieceWork> work(4, unit);
    const double late = play(p, work, {0.5}).makespan.value;
    for (PieceWork& w : work) {
        w.early = {0.5};
    }
    const double early = play(p, work, {0.5}).makespan.value;
    CHECK(early < late);
    // Only the unpaired passes at the ends still wait.
    CHECK(early <= 40 * 3.0 + 8 * 0.5);
}

TEST_CASE("the longest play: nothing overlaps on a rank, every task is played") {
    for (const Pipeline& p :
         {Pipeline{.schedule = Schedule::gpipe, .ranks = 3, .chunks = 2, .micro_batches = 2},
          Pipeline{.ranks = 4, .chunks = 3, .micro_batches = 11},
          Pipeline{.schedule = Schedule::zero_bubble_h1, .ranks = 4, .micro_batches = 9},
          Pipeline{
              .schedule = Schedule::zero_bubble_v, .ranks = 5, .chunks = 2, .micro_batches = 3},
          Pipeline{.schedule = Schedule::dualpipe, .ranks = 6, .chunks = 2, .micro_batches = 12}}) {
        const Played t = all_equal(p, {0.5});
        CHECK(t.spans.size() == orders(p).tasks.size());
        for (std::size_t i = 1; i < t.spans.size(); ++i) {
            if (t.spans[i].rank == t.spans[i - 1].rank) {
                CHECK(t.spans[i].begin >= t.spans[i - 1].end);
            }
        }
        const auto work =
            std::vector<PieceWork>(static_cast<std::size_t>(p.ranks * p.chunks), unit);
        CHECK(makespan(p, work, {0.5}) == t.makespan);
    }
}

TEST_CASE("told task by task, a play is the same") {
    const Pipeline p{.ranks = 3, .chunks = 2, .micro_batches = 7};
    const std::vector<PieceWork> work(6, unit);
    const Played kept = play(p, work, {0.25});
    std::vector<std::vector<Span>> told(3);
    const Seconds lasts =
        play(p, work, {0.25}, [&](const Span& span) { told[span.rank].push_back(span); });
    CHECK(lasts == kept.makespan);
    std::size_t next = 0;
    for (const auto& list : told) {
        for (const Span& span : list) {
            CHECK(span.task == kept.spans[next].task);
            CHECK(span.begin == kept.spans[next].begin);
            ++next;
        }
    }
    CHECK(next == kept.spans.size());
}
