#include "train/buckets.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "schedule/streams.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

schedule::Played played(const Buckets<>& b, const schedule::Overlap& overlap) {
    std::vector<schedule::Piece> compute;
    std::vector<schedule::Piece> wires;
    for (int chunk = 0; chunk < static_cast<int>(b.chunks); ++chunk) {
        if (chunk > 0) {
            compute.push_back({b.between, 0});
        }
        for (int i = 0; i < static_cast<int>(b.buckets); ++i) {
            compute.push_back({b.pass / b.buckets, 0});
            wires.push_back({b.one, compute.size()});
        }
    }
    return schedule::play_streams(compute, wires, overlap);
}

TEST_CASE("by hand: the last bucket always shows, the others where they are slower than the pass") {
    const Buckets<> quick{.buckets = 4.0, .one = {1.0}, .pass = {8.0}};
    CHECK(bucket_time(quick, {}).exposed.value == Approx(1.0));
    const Buckets<> slow{.buckets = 4.0, .one = {3.0}, .pass = {8.0}};
    CHECK(bucket_time(slow, {}).exposed.value == Approx(12.0 - 6.0));
    const Buckets<> single{.buckets = 1.0, .one = {3.0}, .pass = {8.0}};
    CHECK(bucket_time(single, {}).exposed.value == Approx(3.0));
}

TEST_CASE("by hand: what a chunk leaves over hides before the next one's pass") {
    // Each chunk sends 2 x 5 in a pass of 4, then 5 of other work: 8 are left, 3 after that; the
    // second chunk's pass of 4 takes these 3 beside its first half of 2 ...
    const Buckets<> b{.chunks = 2.0, .buckets = 2.0, .one = {5.0}, .pass = {4.0}, .between = {5.0}};
    // ... so 1 + 5 stand before its second half of 2, and 4 + 5 are left at the end.
    CHECK(bucket_time(b, {}).exposed.value == Approx(9.0));
    CHECK(played(b, {}).exposed.value == Approx(9.0));
}

TEST_CASE("the closed form is the played timeline") {
    for (const double slow : {1.0, 1.16, 1.5}) {
        const schedule::Overlap overlap{.compute_slowdown = slow, .communication_slowdown = 1.1};
        for (const double chunks : {1.0, 3.0}) {
            for (const double buckets : {1.0, 2.0, 5.0}) {
                for (const double one : {0.1, 1.0, 2.5, 9.0}) {
                    const Buckets<> b{.chunks = chunks,
                                      .buckets = buckets,
                                      .one = {one},
                                      .pass = {6.0},
                                      .between = {7.0}};
                    const auto v = bucket_time(b, overlap);
                    const schedule::Played exact = played(b, overlap);
                    CAPTURE(chunks);
                    CAPTURE(buckets);
                    CAPTURE(one);
                    CHECK(v.exposed.value == Approx(exact.exposed.value));
                    CHECK(v.contention.value == Approx(exact.contention.value));
                }
            }
        }
    }
}

}  // namespace
}  // namespace foretoken::train
