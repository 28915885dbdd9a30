#include "memory/activations.hpp"

#include <doctest/doctest.h>

#include "memory/sample_test.hpp"

namespace foretoken::memory {
namespace {

constexpr double s = 2048.0;
constexpr double h = 1024.0;
constexpr double a = 16.0;
constexpr double b = 2.0;
constexpr double t = 4.0;

double kept(const Plan& plan) {
    return layer_activations(gpt_scenario(plan), false).kept.value;
}

TEST_CASE("Korthikanti 2022, Eq. 1: s b h (34 + 5 a s / h) on one rank") {
    CHECK(kept({.micro_batch = 2}) == s * b * h * 34 + 5 * a * s * s * b);
}

TEST_CASE("Eq. 2: tensor parallelism leaves 10 + 24 / t + 5 a s / h t") {
    CHECK(kept({.tp = 4, .micro_batch = 2}) == s * b * h * (10 + 24 / t) + 5 * a * s * s * b / t);
}

TEST_CASE("Eq. 4: sequence parallelism divides all of it by t") {
    const double whole = s * b * h * 34 + 5 * a * s * s * b;
    CHECK(kept({.tp = 4, .sequence_parallel = true, .micro_batch = 2}) == whole / t);
}

TEST_CASE("Eq. 6: selective recomputation leaves 34 s b h / t, and the core for a moment") {
    const LayerActivations layer =
        layer_activations(gpt_scenario({.tp = 4,
                                        .sequence_parallel = true,
                                        .micro_batch = 2,
                                        .recompute = Recompute::selective}),
                          false);
    CHECK(layer.kept.value == 34 * s * b * h / t);
    CHECK(layer.transient.value == 5 * a * s * s * b / t);
}

TEST_CASE("selective recomputation beside a fused core drops what norms and activation made") {
    // The inputs of the projections into attention and mlp, 2 + 2, and of the one out of it, 8.
    TrainScenario scenario = gpt_scenario({.recompute = Recompute::selective});
    scenario.software.attention = AttentionKernel::flash2;
    const LayerActivations layer = layer_activations(scenario, false);
    CHECK(layer.kept.value == s * h * (34 - 12) + 4 * a * s);
    CHECK(layer.transient.value == s * h * 12);
}

TEST_CASE("full recomputation leaves 2 s b h, and one layer for a moment") {
    const Plan plan{.micro_batch = 2, .recompute = Recompute::full};
    const LayerActivations layer = layer_activations(gpt_scenario(plan), false);
    CHECK(layer.kept.value == 2 * s * b * h);
    CHECK(layer.kept == boundary(gpt_scenario(plan)));
    CHECK(layer.transient.value == s * b * h * 34 + 5 * a * s * s * b);
    CHECK(
        kept(
            {.tp = 4, .sequence_parallel = true, .micro_batch = 2, .recompute = Recompute::full}) ==
        2 * s * b * h / t);
}

TEST_CASE("without dropout the core keeps 2 bytes per score; flash keeps 4 per row") {
    TrainScenario scenario = gpt_scenario();
    scenario.model.dropout = 0.0;
    // Two masks of a byte per element are gone as well.
    CHECK(layer_activations(scenario, false).kept.value == s * h * 32 + 2 * a * s * s);
    scenario.software.attention = AttentionKernel::flash2;
    CHECK(layer_activations(scenario, false).kept.value == s * h * 32 + 4 * a * s);
}

TEST_CASE("context ranks divide tokens, but each query meets all keys") {
    CHECK(kept({.cp = 2}) == kept({}) / 2);
}

TEST_CASE("logits: 16 bit, a 32-bit copy and its gradient, or 16 bit twice when fused") {
    TrainScenario scenario = gpt_scenario({.tp = 4, .micro_batch = 2});
    CHECK(logits(scenario).value == 10 * s * b * 51200 / t);
    scenario.software.fused_loss = true;
    CHECK(logits(scenario).value == 4 * s * b * 51200 / t);
}

TEST_CASE("1F1B: stage s holds p - s micro-batches, if there are so many") {
    const Plan p{.pp = 8};
    CHECK(micro_batches_in_flight(p, 0, 64) == 8.0);
    CHECK(micro_batches_in_flight(p, 3, 64) == 5.0);
    CHECK(micro_batches_in_flight(p, 7, 64) == 1.0);
    CHECK(micro_batches_in_flight(p, 0, 3) == 3.0);
    CHECK(micro_batches_in_flight(Plan{}, 0, 64) == 1.0);
}

TEST_CASE("GPipe holds them all") {
    CHECK(micro_batches_in_flight({.pp = 8, .schedule = Schedule::gpipe}, 7, 64) == 64.0);
}

TEST_CASE("interleaved: the first stage holds p (1 + (p - 1) / p v)") {
    // Korthikanti 2022, section 4.2.3.
    CHECK(micro_batches_in_flight({.pp = 8, .vpp = 2}, 0, 64) == 8.0 * (1 + 7.0 / 16));
    CHECK(micro_batches_in_flight({.pp = 8, .vpp = 4}, 0, 64) == 8.0 * (1 + 7.0 / 32));
    // The last stage starts with (v - 1) p chunks ahead, and one in work.
    CHECK(micro_batches_in_flight({.pp = 8, .vpp = 4}, 7, 64) == 25.0 / 4);
    CHECK(micro_batches_in_flight({.pp = 8, .vpp = 4}, 0, 8) == 8.0);
}

TEST_CASE("zero bubble: every stage holds p; DualPipe p + 1 of one of its two chunks") {
    // arXiv 2401.10241, table 2; arXiv 2412.19437, table 2.
    CHECK(micro_batches_in_flight({.pp = 8, .schedule = Schedule::zero_bubble_h1}, 7, 64) == 8.0);
    CHECK(micro_batches_in_flight({.pp = 8, .schedule = Schedule::zero_bubble_h1}, 7, 3) == 3.0);
    CHECK(micro_batches_in_flight({.pp = 8, .vpp = 2, .schedule = Schedule::zero_bubble_v}, 0,
                                  64) == 8.0);
    CHECK(micro_batches_in_flight({.pp = 8, .schedule = Schedule::dualpipe}, 3, 64) == 4.5);
}

}  // namespace
}  // namespace foretoken::memory
