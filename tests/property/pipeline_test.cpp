#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "arbitrary.hpp"
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

TEST_CASE("the closed form is what playing 1F1B gives, for equal stages") {
    CHECK(holds("equal stages", [] {
        const std::vector<schedule::StageWork> stages(
            static_cast<std::size_t>(within(1, 24)),
            {.forward = arbitrary_time(), .backward = arbitrary_time()});
        const std::int64_t count = within(1, 64);
        const auto closed = schedule::pipeline_time(stages, {.micro_batches = count});
        RC_ASSERT(near(closed.total.value, schedule::simulated_1f1b(stages, count, {}).value));
    }));
}

TEST_CASE("no schedule is faster than its busiest stage, or than one micro-batch through all") {
    CHECK(holds("any stages", [] {
        std::vector<schedule::StageWork> stages;
        for (std::int64_t i = within(1, 12); i > 0; --i) {
            stages.push_back({.forward = arbitrary_time(), .backward = arbitrary_time()});
        }
        const std::int64_t count = within(1, 40);
        const auto closed = schedule::pipeline_time(stages, {.micro_batches = count});
        const double played = schedule::simulated_1f1b(stages, count, {}).value;
        double once = 0.0;
        for (const auto& stage : stages) {
            once += stage.total().value;
        }
        RC_ASSERT(played >= closed.busy.value * (1.0 - 1e-9));
        RC_ASSERT(played >= once * (1.0 - 1e-9));
        RC_ASSERT(near(closed.total.value, (closed.busy + closed.bubble + closed.hops).value));
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
