#include "train/pipeline.hpp"

#include <doctest/doctest.h>

#include "train/forecast.hpp"
#include "train/layer.hpp"
#include "train/output.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

double bubble(const Plan& p) {
    return term(of(sample_scenario(p)), "pipeline.bubble");
}

// Eight layers of 16 experts over all 64 accelerators' data ranks.
TrainScenario mixture(Schedule schedule) {
    TrainScenario s = sample_scenario({.pp = 4, .ep = 16, .schedule = schedule});
    s.model.experts = Experts{.count = 16, .top_k = 2, .ffn = 1024};
    s.workload.global_batch = 16 * 32;
    return s;
}

TEST_CASE("a pipeline's work is the passes of its busiest rank, once per micro-batch") {
    const TrainScenario s = settled(sample_scenario({.pp = 4, .last_stage_layers = 5}));
    const Calibration constants = sample_calibration();
    const Job job = job_of(s, constants);
    const Passes layer = layer_time({}, job);
    const Passes output = output_time(job);
    // Stages of 1, 1, 1 and 5 layers; the embedding is left out here.
    std::vector<Passes> passes(4, layer);
    passes[3] = 5.0 * layer;
    passes[3] += output;
    const PipelinePass t = pipeline_pass(passes, job);
    CHECK(t.time.busiest == 3);
    const double m = static_cast<double>(job.micro_batches);
    CHECK(t.work.total().value ==
          Approx(m * (passes[3].forward.total() + passes[3].backward.total()).value));
    CHECK(t.time.busy.value == Approx(t.work.total().value));
    CHECK(t.time.bubble.value ==
          Approx(3.0 * (layer.forward.total() + layer.backward.total()).value));
}

TEST_CASE("weight gradients are part of the backward pass") {
    const TrainScenario s = settled(sample_scenario());
    const Calibration constants = sample_calibration();
    const Job job = job_of(s, constants);
    const Passes layer = layer_time({}, job);
    // A product's two gradients take about as long as each other; the core has no weights.
    CHECK(layer.weight > 0.4 * layer.backward[Part::linear]);
    CHECK(layer.weight < 0.7 * layer.backward.total());
    const Passes output = output_time(job);
    CHECK(output.weight < output.backward.total());
    CHECK(output.weight.value > 0.0);
}

TEST_CASE("zero-bubble schedules wait less than 1F1B") {
    const double plain = bubble({.pp = 4});
    CHECK(bubble({.pp = 4, .schedule = Schedule::zero_bubble_h1}) < 0.8 * plain);
    CHECK(bubble({.pp = 4, .schedule = Schedule::zero_bubble_v}) < 0.6 * plain);
}

TEST_CASE("the output as heavy as a layer: fewer layers on the last stage shorten the step") {
    TrainScenario s = sample_scenario({.pp = 2});
    s.model.vocabulary = 400000;
    const double even = of(s).step.value;
    s.plan.last_stage_layers = 3;
    CHECK(of(s).step.value < even);
    s.plan = {.pp = 2, .stage_layers = {5, 3}};
    const double listed = of(s).step.value;
    s.plan = {.pp = 2, .first_stage_layers = 5};
    CHECK(of(s).step.value == listed);
}

TEST_CASE("DualPipe hides dispatch behind the other direction's pass, in pairs only") {
    const Forecast plain = of(mixture(Schedule::one_f_one_b));
    const Forecast dual = of(mixture(Schedule::dualpipe));
    const double shown = term(plain, "expert.exposed");
    CHECK(shown > 0.0);
    CHECK(term(dual, "expert.exposed") < 0.6 * shown);
    CHECK(term(dual, "expert.exposed") > 0.0);
    Seconds sum;
    for (const Term& each : dual.terms) {
        CHECK(each.time.value >= 0.0);
        sum += each.time;
    }
    CHECK(dual.step == sum);
    // What the framework hides elsewhere, DualPipe does not hide twice.
    TrainScenario claims = mixture(Schedule::dualpipe);
    claims.software.overlap_experts = ExpertOverlap::always;
    CHECK(of(claims).step == dual.step);
}

TEST_CASE("DualPipe: two stages' weights on each rank, ends together") {
    const Forecast dual = of(mixture(Schedule::dualpipe));
    const Forecast plain = of(mixture(Schedule::one_f_one_b));
    const double both = (plain.memory[1].terms[0].bytes + plain.memory[2].terms[0].bytes).value;
    CHECK(dual.memory[1].terms[0].key == "weights");
    CHECK(dual.memory[1].terms[0].bytes.value == Approx(both));
    CHECK(dual.memory[0].total == dual.memory[3].total);
}

TEST_CASE("where the host sets the pace, putting off weight gradients saves no launches") {
    // Two layers per stage: each micro-batch launches 3 x 7 kernels of a second per layer, and the
    // last stage works on the first micro-batch only after all before it.
    TrainScenario s = sample_scenario({.pp = 4, .schedule = Schedule::zero_bubble_h1});
    s.software.launch.value = {1.0};
    s.software.kernels_per_layer.value = 7.0;
    const double micro_batches = 128.0 / 16.0;
    const double busy = micro_batches * 2.0 * 3.0 * 7.0;
    CHECK(of(s).step.value > busy);
    CHECK(term(of(s), "host.launch") == Approx(busy).epsilon(0.01));
}

}  // namespace
}  // namespace foretoken::train
