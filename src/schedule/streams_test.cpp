#include "schedule/streams.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace foretoken::schedule {
namespace {

using doctest::Approx;

TEST_CASE("two pieces that start together are the closed form of overlap") {
    const Overlap slow{.compute_slowdown = 1.25, .communication_slowdown = 1.1};
    for (const double q : {2.0, 4.0, 10.0, 20.0}) {
        const std::vector<Piece> compute{{{8.0}, 0}};
        const std::vector<Piece> communication{{{q}, 0}};
        const Played played = play_streams(compute, communication, slow);
        const Visible seen = visible({8.0}, {q}, slow);
        CHECK(played.compute.value == Approx(8.0));
        CHECK(played.exposed.value == Approx(seen.exposed.value));
        CHECK(played.contention.value == Approx(seen.contention.value));
        CHECK(played.end.value == Approx(8.0 + seen.exposed.value + seen.contention.value));
    }
}

TEST_CASE("a piece waits for the pieces of the other stream that it needs") {
    // Gather 3, compute 5 beside gather 2, compute 5, scatter 4.
    const std::vector<Piece> compute{{{5.0}, 1}, {{5.0}, 2}};
    const std::vector<Piece> communication{{{3.0}, 0}, {{2.0}, 0}, {{4.0}, 2}};
    const Played played = play_streams(compute, communication, {});
    CHECK(played.compute.value == 10.0);
    CHECK(played.exposed.value == 7.0);
    CHECK(played.end.value == 17.0);
}

TEST_CASE("a circle ends, with what could be done") {
    const std::vector<Piece> compute{{{5.0}, 0}, {{5.0}, 1}};
    const std::vector<Piece> communication{{{3.0}, 2}};
    CHECK(play_streams(compute, communication, {}).end.value == 5.0);
    CHECK(play_streams({}, {}, {}).end.value == 0.0);
}

}  // namespace
}  // namespace foretoken::schedule
