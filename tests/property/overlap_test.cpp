#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "arbitrary.hpp"
#include "schedule/streams.hpp"
#include "train/buckets.hpp"

using namespace foretoken;
using foretoken::property::holds;
using foretoken::property::within;

namespace {

Seconds some() {
    return {static_cast<double>(within(0, 200)) / 10.0};
}

bool alike(Seconds a, Seconds b) {
    return std::abs(a.value - b.value) <= 1e-9 * (1.0 + b.value);
}

TEST_CASE("buckets that wait for their share of a pass are the played timeline") {
    CHECK(holds("buckets", [] {
        const schedule::Overlap overlap{
            .compute_slowdown = 1.0 + static_cast<double>(within(0, 10)) / 10.0,
            .communication_slowdown = 1.0 + static_cast<double>(within(0, 10)) / 10.0};
        const train::Buckets<> b{.chunks = static_cast<double>(within(1, 6)),
                                 .buckets = static_cast<double>(within(1, 6)),
                                 .one = some(),
                                 .pass = some(),
                                 .between = some()};
        std::vector<schedule::Piece> compute;
        std::vector<schedule::Piece> wires;
        for (int chunk = 0; chunk < static_cast<int>(b.chunks); ++chunk) {
            for (int i = 0; i < static_cast<int>(b.buckets); ++i) {
                compute.push_back({b.pass / b.buckets, 0});
                wires.push_back({b.one, compute.size()});
            }
            if (chunk + 1 < static_cast<int>(b.chunks)) {
                compute.push_back({b.between, 0});
            }
        }
        const auto seen = train::bucket_time(b, overlap);
        const schedule::Played played = schedule::play_streams(compute, wires, overlap);
        RC_ASSERT(alike(seen.exposed, played.exposed));
        RC_ASSERT(alike(seen.contention, played.contention));
        RC_ASSERT(seen.exposed >= b.one);
        RC_ASSERT(seen.exposed <= (b.chunks * b.buckets) * b.one * (1.0 + 1e-9));
    }));
}

}  // namespace
