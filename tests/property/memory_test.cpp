#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "memory/footprint.hpp"
#include "plan/legal.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

constexpr double rounding = 1.0 + 1e-9;

double peak(TrainScenario s) {
    const auto plan = plan::completed(s.plan, s.model, s.workload, s.cluster.accelerators);
    RC_ASSERT(static_cast<bool>(plan));
    s.plan = *plan;
    // Communicators and the driver aside: finer groups have more of the former.
    Bytes most;
    for (const StageMemory& stage : memory::footprint(s)) {
        most = max(most, stage.reserved);
    }
    return most.value;
}

// Bytes that live from step to step, of the stage that holds most of them.
double states(const TrainScenario& s) {
    double most = 0.0;
    for (const StageMemory& stage : memory::footprint(s)) {
        double sum = 0.0;
        for (const MemoryTerm& term : stage.terms) {
            const bool lives_on =
                term.key == "weights" || term.key == "gradients" || term.key == "optimizer";
            sum += lives_on ? term.bytes.value : 0.0;
        }
        most = std::max(most, sum);
    }
    return most;
}

TEST_CASE("larger micro-batches never need less memory") {
    CHECK(holds("micro-batch", [](const Case& c) {
        TrainScenario s = c.scenario;
        s.workload.routing = {};  // chance evens out over more tokens
        const double before = peak(s);
        s.workload.global_batch *= 2;
        s.plan.micro_batch *= 2;
        RC_ASSERT(peak(s) * rounding >= before);
    }));
}

TEST_CASE("longer sequences never need less memory") {
    CHECK(holds("sequence", [](const Case& c) {
        TrainScenario s = c.scenario;
        s.workload.sequence *= 2;
        RC_ASSERT(peak(s) >= peak(c.scenario));
    }));
}

TEST_CASE("each ZeRO stage holds no more states than the one before") {
    CHECK(holds("zero", [](const Case& c) {
        TrainScenario s = c.scenario;
        s.plan.zero = 0;
        double before = states(s);
        for (const std::int64_t stage : {1, 2, 3}) {
            s.plan.zero = stage;
            const double after = states(s);
            RC_ASSERT(after <= before * rounding);
            before = after;
        }
    }));
}

TEST_CASE("ZeRO 1 and 2 never need more memory in all") {
    CHECK(holds("zero, in all", [](const Case& c) {
        TrainScenario s = c.scenario;
        const std::int64_t group = s.plan.shard_group;
        s.plan.zero = 0;
        s.plan.shard_group = 0;
        const double none = peak(s);
        s.plan.shard_group = group;
        s.plan.zero = 1;
        const double optimizer = peak(s);
        RC_ASSERT(optimizer <= none * rounding);
        RC_PRE(s.plan.pp == 1);
        s.plan.zero = 2;
        RC_ASSERT(peak(s) <= optimizer * rounding);
    }));
}

TEST_CASE("full recomputation keeps least between the passes, none keeps most") {
    CHECK(holds("recompute", [](const Case& c) {
        TrainScenario s = c.scenario;
        const auto kept = [&](Recompute mode) {
            s.plan.recompute = mode;
            double sum = 0.0;
            for (const StageMemory& stage : memory::footprint(s)) {
                for (const MemoryTerm& term : stage.terms) {
                    sum += term.key == "activations" ? term.bytes.value : 0.0;
                }
            }
            return sum;
        };
        RC_ASSERT(kept(Recompute::full) <= kept(Recompute::selective));
        RC_ASSERT(kept(Recompute::selective) <= kept(Recompute::none));
    }));
}

}  // namespace
