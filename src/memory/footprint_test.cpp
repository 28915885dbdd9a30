#include "memory/footprint.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "memory/activations.hpp"
#include "memory/sample_test.hpp"
#include "plan/local.hpp"
#include "plan/stages.hpp"

namespace foretoken::memory {
namespace {

double term(const StageMemory& memory, std::string_view key) {
    for (const MemoryTerm& each : memory.terms) {
        if (each.key == key) {
            return each.bytes.value;
        }
    }
    FAIL("no term " << key);
    return 0.0;
}

double parameters(const TrainScenario& s) {
    return plan::local_parameters(s.model, s.plan, plan::stages(s.model, s.plan).front()).total();
}

TEST_CASE("mixed precision: 2 bytes of weights, the gradients, 12 of optimizer") {
    Software software;
    const Workload half{.precision = Precision::bf16};
    CHECK(state_bytes(half, software).weights == 2.0);
    CHECK(state_bytes(half, software).gradients == 4.0);
    CHECK(state_bytes(half, software).optimizer == 12.0);
    software.gradient_format = Format::bf16;
    CHECK(state_bytes(half, software).gradients == 2.0);
    CHECK(state_bytes({.precision = Precision::fp8}, software).weights == 2.0);
    const Workload pure{.precision = Precision::bf16, .pure_precision = true};
    CHECK(state_bytes(pure, Software{}).gradients == 2.0);
}

TEST_CASE("32 bit: 16 bytes in all, no second copy of the weights") {
    const StateBytes b = state_bytes({.precision = Precision::tf32}, Software{});
    CHECK(b.weights + b.gradients + b.optimizer == 16.0);
}

TEST_CASE("ZeRO divides optimizer, then gradients, then weights") {
    // Rajbhandari 2020 (arXiv 1910.02054), figure 1, with 4 bytes of gradient.
    struct Row {
        std::int64_t zero;
        double weights;
        double gradients;
        double optimizer;
    };
    for (const Row& row : {Row{0, 2, 4, 12}, Row{1, 2, 4, 12.0 / 8}, Row{2, 2, 4.0 / 8, 12.0 / 8},
                           Row{3, 2.0 / 8, 4.0 / 8, 12.0 / 8}}) {
        CAPTURE(row.zero);
        const TrainScenario s = gpt_scenario({.dp = 8, .zero = row.zero});
        const StageMemory memory = footprint(s).front();
        const double n = parameters(s);
        CHECK(term(memory, "weights") == row.weights * n);
        CHECK(term(memory, "gradients") == row.gradients * n);
        CHECK(term(memory, "optimizer") == row.optimizer * n);
    }
}

TEST_CASE("a shard group divides less than all data ranks") {
    const TrainScenario s = gpt_scenario({.dp = 8, .zero = 3, .shard_group = 2});
    CHECK(term(footprint(s).front(), "weights") == parameters(s));
}

TEST_CASE("experts are divided by the ranks that hold the same experts") {
    TrainScenario s = gpt_scenario({.ep = 4, .dp = 8, .zero = 1});
    s.model = model::mixture();
    const plan::LocalParameters local =
        plan::local_parameters(s.model, s.plan, plan::stages(s.model, s.plan).front());
    CHECK(term(footprint(s).front(), "optimizer") ==
          doctest::Approx(12 * (local.shared / 8 + local.experts / 2)));
}

TEST_CASE("ZeRO 3 gathers two layers and holds one layer's gradients for a moment") {
    const TrainScenario s = gpt_scenario({.dp = 8, .zero = 3});
    const double layer = plan::local_layer_parameters(s.model, s.plan, false).total();
    CHECK(term(footprint(s).front(), "working") == 2 * 2 * layer + 4 * layer);
    CHECK(term(footprint(gpt_scenario({.dp = 8, .zero = 2})).front(), "working") == 0.0);
}

TEST_CASE("alone there is nothing to gather") {
    CHECK(term(footprint(gpt_scenario({.dp = 1, .zero = 3})).front(), "working") == 0.0);
}

TEST_CASE("activations: layers of the stage x micro-batches in flight") {
    const TrainScenario s = gpt_scenario({.pp = 2});
    const double layer = layer_activations(s, false).kept.value;
    const auto list = footprint(s);
    REQUIRE(list.size() == 2);
    CHECK(term(list[0], "activations") == 2 * 2 * layer);
    CHECK(term(list[1], "activations") == 1 * 2 * layer);
    CHECK(term(list[0], "logits") == 0.0);
    CHECK(term(list[1], "logits") == logits(s).value);
    CHECK(list[1].stage == 1);
}

TEST_CASE("the total is exactly the sum; fragmentation is a share of activations") {
    TrainScenario s = gpt_scenario({.pp = 2, .recompute = Recompute::selective});
    s.software.fragmentation.value = 0.1;
    s.software.fixed_memory.value = {1e9};
    for (const StageMemory& stage : footprint(s)) {
        Bytes sum;
        for (const MemoryTerm& each : stage.terms) {
            CHECK(each.bytes.value >= 0.0);
            sum += each.bytes;
        }
        CHECK(stage.total == sum);
        CHECK(term(stage, "fragmentation") ==
              doctest::Approx(0.1 * (term(stage, "activations") + term(stage, "working"))));
        CHECK(term(stage, "fixed") == 1e9);
    }
}

}  // namespace
}  // namespace foretoken::memory
