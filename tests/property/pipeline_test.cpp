#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "arbitrary.hpp"
#include "memory/activations.hpp"
#include "schedule/overlap.hpp"
#include "schedule/pipeline.hpp"

using namespace foretoken;
using foretoken::property::holds;
using foretoken::property::within;

namespace {

Seconds arbitrary_time() {
    return {static_cast<double>(within(1, 100000)) * 1e-5};
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max(a, b);
}

schedule::PieceWork arbitrary_piece() {
    return {.forward = arbitrary_time(),
            .input_gradient = arbitrary_time(),
            .weight_gradient = arbitrary_time()};
}

// Any legal schedule of any small size.
schedule::Pipeline arbitrary_pipeline() {
    using foretoken::property::one_of;
    schedule::Pipeline p;
    p.schedule = one_of<Schedule>({Schedule::one_f_one_b, Schedule::gpipe, Schedule::zero_bubble_h1,
                                   Schedule::zero_bubble_v, Schedule::dualpipe});
    p.ranks = within(1, 12);
    p.micro_batches = within(1, 40);
    switch (p.schedule) {
        case Schedule::one_f_one_b:
        case Schedule::gpipe: p.chunks = p.ranks > 1 ? within(1, 4) : 1; break;
        case Schedule::zero_bubble_h1: break;
        case Schedule::zero_bubble_v: p.chunks = 2; break;
        case Schedule::dualpipe:
            p.chunks = 2;
            p.ranks += p.ranks % 2;
            p.micro_batches = 2 * (p.ranks + within(0, 20));
            break;
    }
    return p;
}

std::vector<schedule::PieceWork> arbitrary_work(const schedule::Pipeline& p) {
    std::vector<schedule::PieceWork> work;
    for (std::int64_t i = p.ranks * p.chunks; i > 0; --i) {
        work.push_back(arbitrary_piece());
    }
    return work;
}

TEST_CASE("the closed forms are what playing gives, for equal pieces") {
    CHECK(holds("equal pieces", [] {
        const schedule::Pipeline p = arbitrary_pipeline();
        auto piece = arbitrary_piece();
        if (p.schedule == Schedule::zero_bubble_v || p.schedule == Schedule::dualpipe) {
            piece.input_gradient = piece.forward;
            piece.weight_gradient = piece.forward;
        }
        const Seconds hop = within(0, 1) == 0 ? Seconds{} : 0.01 * piece.forward;
        const auto closed = schedule::closed_form(p, piece, hop);
        RC_PRE(closed.has_value());
        const std::vector<schedule::PieceWork> work(static_cast<std::size_t>(p.ranks * p.chunks),
                                                    piece);
        RC_ASSERT(near(closed->value, schedule::makespan(p, work, hop).value));
    }));
}

TEST_CASE("every task is played, none before what it needs, whatever the lengths") {
    CHECK(holds("any play", [] {
        const schedule::Pipeline p = arbitrary_pipeline();
        const auto work = arbitrary_work(p);
        const Seconds hop = within(0, 1) == 0 ? Seconds{} : arbitrary_time();
        const schedule::Played t = schedule::play(p, work, hop);
        RC_ASSERT(t.spans.size() == schedule::orders(p).tasks.size());
        double sum = 0.0;
        double works = 0.0;
        for (const Seconds busy : t.busy) {
            RC_ASSERT(busy.value <= t.makespan.value * (1.0 + 1e-9));
            sum += busy.value;
        }
        for (const auto& piece : work) {
            works += piece.total().value * static_cast<double>(micro_batches_per_chunk(p));
        }
        RC_ASSERT(near(sum, works));
        RC_ASSERT(schedule::makespan(p, work, {}) <= t.makespan);
    }));
}

TEST_CASE("heavier ends of the model: long rows of micro-batches are played exactly") {
    CHECK(holds("heavy ends", [] {
        schedule::Pipeline p = arbitrary_pipeline();
        RC_PRE(p.ranks > 1 && p.schedule != Schedule::dualpipe);
        p.micro_batches = p.ranks * within(4, 40);
        const auto n = static_cast<std::size_t>(p.chunks);
        const Seconds unit = arbitrary_time();
        std::vector<schedule::PieceWork> work(
            static_cast<std::size_t>(p.ranks) * n,
            {.forward = unit, .input_gradient = unit, .weight_gradient = unit});
        const bool back = p.schedule == Schedule::zero_bubble_v;
        schedule::PieceWork& last = back ? work[1] : work.back();
        const double heavier = 1.0 + static_cast<double>(within(0, 100)) / 200.0;
        last = {.forward = heavier * unit,
                .input_gradient = heavier * unit,
                .weight_gradient = heavier * unit};
        const auto t = schedule::pipeline_time(p, work, {});
        const double played = schedule::makespan(p, work, {}).value;
        // ZB-V takes the longer to reach its pace, the less one piece exceeds the others.
        RC_ASSERT(std::abs(t.total.value - played) <= (back ? 0.01 : 1e-9) * played);
        RC_ASSERT(near(t.total.value, (t.busy + t.bubble + t.hops).value));
    }));
}

TEST_CASE(
    "any stages: the forecast of a long row stays near the played schedule, never below work") {
    CHECK(holds("any stages", [] {
        schedule::Pipeline p = arbitrary_pipeline();
        p.micro_batches += p.micro_batches % 2;
        const auto work = arbitrary_work(p);
        const auto t = schedule::pipeline_time(p, work, {});
        const double played = schedule::makespan(p, work, {}).value;
        RC_ASSERT(t.total.value >= t.busy.value);
        RC_ASSERT(near(t.total.value, (t.busy + t.bubble + t.hops).value));
        RC_ASSERT(std::abs(t.total.value - played) <= 0.25 * played);
    }));
}

TEST_CASE("activations in flight: the memory's closed forms are what playing gives") {
    CHECK(holds("in flight", [] {
        const schedule::Pipeline p = arbitrary_pipeline();
        const schedule::Played t = schedule::play(p, arbitrary_work(p), {});
        const bool dual = p.schedule == Schedule::dualpipe;
        Plan plan;
        plan.pp = p.ranks;
        plan.vpp = dual ? 1 : p.chunks;
        plan.schedule = p.schedule;
        // Below 2 p - 1 micro-batches ZB-V does not fill: its form is a bound.
        const bool bound =
            p.schedule == Schedule::zero_bubble_v && p.micro_batches < 2 * p.ranks - 1;
        for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
            const double form = memory::micro_batches_in_flight(plan, rank, p.micro_batches) *
                                static_cast<double>(p.chunks);
            const auto held = static_cast<double>(t.in_flight[static_cast<std::size_t>(rank)]);
            RC_ASSERT((bound ? held <= form : near(held, form)));
        }
    }));
}

TEST_CASE("two streams end no earlier than the longer one, no later than one after the other") {
    CHECK(holds("overlap", [] {
        const Seconds compute = arbitrary_time();
        const Seconds communication = arbitrary_time();
        const schedule::Overlap slow{
            .compute_slowdown = 1.0 + static_cast<double>(within(0, 100)) / 400.0,
            .communication_slowdown = 1.0 + static_cast<double>(within(0, 100)) / 400.0};
        const auto seen = schedule::visible(compute, communication, slow);
        const double end = (compute + seen.exposed + seen.contention).value;
        RC_ASSERT(seen.exposed.value >= 0.0);
        RC_ASSERT(seen.contention.value >= 0.0);
        RC_ASSERT(end >= std::max(compute.value, communication.value) * (1.0 - 1e-9));
        RC_ASSERT(end <= (compute + communication).value * (1.0 + 1e-9));
    }));
}

}  // namespace
