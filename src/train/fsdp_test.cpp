#include "train/fsdp.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "schedule/streams.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

// The same pass, played: layers wait for their weights, collectives for their turn.
schedule::Played played(const ShardedPass<>& p, const schedule::Overlap& overlap) {
    const auto layers = static_cast<std::size_t>(p.layers);
    std::vector<schedule::Piece> compute;
    std::vector<schedule::Piece> wires{{p.root_gather, 0}};
    for (std::size_t i = 0; i < layers; ++i) {
        wires.push_back({p.gather, i > 1 ? i - 1 : 0});  // one layer ahead
        compute.push_back({p.forward, wires.size()});
    }
    compute.push_back({p.head_forward, 0});
    compute.push_back({p.head_backward, 0});
    if (p.gathers_again) {
        wires.push_back({p.gather, compute.size() - 1});
    }
    std::size_t needed = wires.size();
    for (std::size_t i = 0; i < layers; ++i) {
        if (p.gathers_again && i + 1 < layers) {
            wires.push_back({p.gather, compute.size()});
        }
        compute.push_back({p.backward, needed});
        needed = p.gathers_again ? wires.size() : needed;
        if (p.scatters) {
            wires.push_back({p.scatter, compute.size()});
        }
    }
    if (p.scatters) {
        wires.push_back({p.root_scatter, compute.size()});
    }
    return schedule::play_streams(compute, wires, overlap);
}

ShardedPass<> pass(double gather, double scatter) {
    return {.layers = 6.0,
            .forward = {4.0},
            .backward = {8.0},
            .head_forward = {1.0},
            .head_backward = {2.0},
            .gather = {gather},
            .scatter = {scatter},
            .root_gather = {1.5},
            .root_scatter = {2.5}};
}

TEST_CASE("what is hidden leaves the first gathers and the last scatters, by hand") {
    // Gathers of 2 hide behind 4, and with scatters of 3 behind 8: 1.5 + 2 and 3 + 2.5 are left;
    // the last layer's gather of 2 hides behind the head's 2.
    const ShardedTime<> t = sharded_time(pass(2.0, 3.0), {});
    CHECK(t.parameters.value == Approx(3.5));
    CHECK(t.gradients.value == Approx(5.5));
    CHECK(t.contention.value == 0.0);
}

TEST_CASE("slow wires by hand: 6 layers, gathers of 6, scatters of 9") {
    // Forward 1.5 + 6 + 5 (6 - 4). Backward: 6 - 2 at the head, 0 at the last layer,
    // 4 (15 - 8), 9 - 8 at the first one, then 9 + 2.5.
    const ShardedTime<> t = sharded_time(pass(6.0, 9.0), {});
    CHECK(t.parameters.value == Approx(1.5 + 6.0 + 10.0 + 4.0));
    CHECK(t.gradients.value == Approx(28.0 + 1.0 + 11.5));
}

TEST_CASE("the closed form is the played timeline") {
    for (const double slow : {1.0, 1.2}) {
        const schedule::Overlap overlap{.compute_slowdown = slow, .communication_slowdown = slow};
        for (const double gather : {0.5, 2.0, 3.9, 6.0, 20.0}) {
            for (const double scatter : {0.5, 3.0, 9.0}) {
                for (const bool again : {true, false}) {
                    for (const bool scatters : {true, false}) {
                        ShardedPass<> p = pass(gather, scatter);
                        p.gathers_again = again;
                        p.scatters = scatters;
                        const ShardedTime<> t = sharded_time(p, overlap);
                        const schedule::Played exact = played(p, overlap);
                        const double shown = (t.parameters + t.gradients).value;
                        CAPTURE(gather);
                        CAPTURE(scatter);
                        CAPTURE(again);
                        CAPTURE(scatters);
                        CHECK(shown == Approx(exact.exposed.value));
                        CHECK(t.contention.value == Approx(exact.contention.value));
                    }
                }
            }
        }
    }
}

TEST_CASE("weights that stay are gathered once, gradients that wait are not scattered") {
    ShardedPass<> p = pass(6.0, 9.0);
    p.gathers_again = false;
    CHECK(sharded_time(p, {}).parameters.value == Approx(17.5));
    CHECK(sharded_time(p, {}).gradients.value == Approx(5 * 1.0 + 11.5));
    p.scatters = false;
    CHECK(sharded_time(p, {}).gradients.value == 0.0);
}

}  // namespace
}  // namespace foretoken::train
