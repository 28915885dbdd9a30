#include "schedule/order.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace foretoken;
using namespace foretoken::schedule;

namespace {

// "F0 F1 B0 ...": the pass, the micro-batch, and an apostrophe for every chunk after the first. A
// pair is written "F5&B2'".
std::string list(const Pipeline& p, std::size_t rank) {
    const Orders all = orders(p);
    std::string text;
    const auto add = [&](const char* pass, std::int32_t micro_batch, std::int32_t chunk) {
        text +=
            pass + std::to_string(micro_batch) + std::string(static_cast<std::size_t>(chunk), '\'');
    };
    for (const Task& t : all.of(rank)) {
        text += text.empty() ? "" : " ";
        switch (t.pass) {
            case Pass::forward: add("F", t.micro_batch, t.chunk); break;
            case Pass::backward: add("B", t.micro_batch, t.chunk); break;
            case Pass::input_gradient: add("I", t.micro_batch, t.chunk); break;
            case Pass::weight_gradient: add("W", t.micro_batch, t.chunk); break;
            case Pass::pair:
                add("F", t.micro_batch, t.chunk);
                add("&B", t.backward_micro_batch, 1 - t.chunk);
                break;
        }
    }
    return text;
}

}  // namespace

TEST_CASE("GPipe: all forwards, then all backwards") {
    const Pipeline p{.schedule = Schedule::gpipe, .ranks = 2, .micro_batches = 3};
    CHECK(list(p, 0) == "F0 F1 F2 B0 B1 B2");
    CHECK(list(p, 1) == list(p, 0));
}

TEST_CASE("1F1B: as many forwards first as there are ranks behind") {
    const Pipeline p{.ranks = 3, .micro_batches = 4};
    CHECK(list(p, 0) == "F0 F1 F2 B0 F3 B1 B2 B3");
    CHECK(list(p, 1) == "F0 F1 B0 F2 B1 F3 B2 B3");
    CHECK(list(p, 2) == "F0 B0 F1 B1 F2 B2 F3 B3");
    CHECK(list({.ranks = 3, .micro_batches = 1}, 0) == "F0 B0");
}

TEST_CASE("interleaved 1F1B: groups of one micro-batch per rank pass through all chunks") {
    const Pipeline p{.ranks = 2, .chunks = 2, .micro_batches = 4};
    CHECK(list(p, 1) == "F0 F1 F0' B0' F1' B1' F2 B0 F3 B1 F2' B2' F3' B3' B2 B3");
    CHECK(list(p, 0) == "F0 F1 F0' F1' F2 B0' F3 B1' F2' B0 F3' B1 B2' B3' B2 B3");
}

TEST_CASE("ZB-H1: the weight gradients of rank r wait for r further input gradients") {
    const Pipeline p{.schedule = Schedule::zero_bubble_h1, .ranks = 3, .micro_batches = 4};
    CHECK(list(p, 0) == "F0 F1 F2 I0 W0 F3 I1 W1 I2 W2 I3 W3");
    CHECK(list(p, 2) == "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3");
}

TEST_CASE("ZB-V: forwards run down and back up, input gradients likewise") {
    const Pipeline p{
        .schedule = Schedule::zero_bubble_v, .ranks = 2, .chunks = 2, .micro_batches = 3};
    CHECK(list(p, 0) == "F0 F1 F2 F0' I0' W0' F1' I1' W1' I0 W0 F2' I2' W2' I1 W1 I2 W2");
    CHECK(list(p, 1) == "F0 F0' F1 F1' I0' W0' F2 I0 W0 F2' I1' W1' I1 I2' I2 W1 W2' W2");
}

TEST_CASE("DualPipe: micro-batches enter at both ends and pass in pairs") {
    const Pipeline p{.schedule = Schedule::dualpipe, .ranks = 2, .chunks = 2, .micro_batches = 6};
    CHECK(list(p, 0) == "F0 F3' F1 B3' F4'&B0 F2&B4' F5'&B1 B5' I2 W2");
    CHECK(list(p, 1) == "F3' F0 F4' B0 F1&B3' F5'&B1 F2&B4' B2 I5' W5'");
}

TEST_CASE("every piece works once on every micro-batch") {
    for (const Pipeline& p :
         {Pipeline{.schedule = Schedule::gpipe, .ranks = 3, .chunks = 2, .micro_batches = 5},
          Pipeline{.ranks = 4, .chunks = 3, .micro_batches = 10},
          Pipeline{.schedule = Schedule::zero_bubble_h1, .ranks = 5, .micro_batches = 3},
          Pipeline{
              .schedule = Schedule::zero_bubble_v, .ranks = 4, .chunks = 2, .micro_batches = 2},
          Pipeline{.schedule = Schedule::dualpipe, .ranks = 6, .chunks = 2, .micro_batches = 14}}) {
        const Orders all = orders(p);
        for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
            std::int64_t forwards = 0;
            std::int64_t inputs = 0;
            std::int64_t weights = 0;
            std::int64_t paired = 0;
            for (const Task& t : all.of(static_cast<std::size_t>(rank))) {
                const bool pair = t.pass == Pass::pair;
                forwards += t.pass == Pass::forward || pair ? 1 : 0;
                inputs += t.pass == Pass::backward || t.pass == Pass::input_gradient || pair;
                weights += t.pass == Pass::backward || t.pass == Pass::weight_gradient || pair;
                paired += pair ? 1 : 0;
            }
            const bool halves = p.schedule == Schedule::dualpipe;
            const std::int64_t expected = halves ? p.micro_batches : p.micro_batches * p.chunks;
            CHECK(forwards == expected);
            CHECK(inputs == expected);
            CHECK(weights == expected);
            CHECK(paired == pairs(p, rank, 0) + (p.chunks > 1 ? pairs(p, rank, 1) : 0));
        }
    }
}

TEST_CASE("pieces feed one another along the ranks, round, back, or both ways") {
    const auto n = Route::none;
    const Route round = route({.ranks = 2, .chunks = 2});
    // Indices are rank x 2 + chunk: the model runs 0, 2, 1, 3.
    CHECK(round.before == std::vector<std::size_t>{n, 2, 0, 1});
    CHECK(round.after == std::vector<std::size_t>{2, 3, 1, n});
    const Route back = route({.schedule = Schedule::zero_bubble_v, .ranks = 2, .chunks = 2});
    CHECK(back.before == std::vector<std::size_t>{n, 3, 0, 2});
    const Route both = route({.schedule = Schedule::dualpipe, .ranks = 2, .chunks = 2});
    CHECK(both.before == std::vector<std::size_t>{n, 3, 0, n});
    CHECK(both.after == std::vector<std::size_t>{2, n, n, 1});
}
