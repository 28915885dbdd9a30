#include "train/forecast.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

#include "model/flops.hpp"
#include "model/operators.hpp"
#include "plan/local.hpp"
#include "train/job.hpp"
#include "train/operator_time.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

double parameters(const TrainScenario& s) {
    const TrainScenario whole = settled(s);
    return plan::local_parameters(whole.model, whole.plan,
                                  plan::stages(whole.model, whole.plan).front())
        .total();
}

// Of all layers of one accelerator, the ends of the model left out.
double in_layers(const Forecast& f) {
    double sum = 0.0;
    for (const char* key : {"compute.linear", "compute.attention", "compute.elementwise",
                            "compute.cast", "compute.recompute", "host.launch"}) {
        sum += term(f, key);
    }
    return sum;
}

TEST_CASE("the step is exactly the sum of its terms") {
    for (const Plan& p : {Plan{}, Plan{.tp = 4, .sequence_parallel = true, .pp = 2, .vpp = 2},
                          Plan{.tp = 2, .cp = 2, .zero = 1, .recompute = Recompute::full},
                          Plan{.zero = 3, .micro_batch = 2}}) {
        const Forecast f = of(sample_scenario(p));
        Seconds sum;
        for (const Term& each : f.terms) {
            CAPTURE(each.key);
            CHECK(each.time.value >= 0.0);
            sum += each.time;
        }
        CHECK(f.step == sum);
    }
}

TEST_CASE("alone, an accelerator communicates with nobody") {
    const Forecast f = of(sample_scenario({}, 1));
    for (const char* key :
         {"tensor.exposed", "context.exposed", "expert.exposed", "pipeline.boundary",
          "pipeline.bubble", "data.gradients", "data.parameters", "compute.contention"}) {
        CAPTURE(key);
        CHECK(term(f, key) == 0.0);
    }
}

TEST_CASE("alone, products run at the rate of the kernels") {
    // 80 TFLOP/s is what the calibration lets a full wave reach; 3 passes over the matrices.
    const TrainScenario s = sample_scenario({.micro_batch = 4}, 1);
    const double flops = 3.0 * 128 * model::forward_flops(s.model, 2048).linear.value;
    const double time = term(of(s), "compute.linear");
    CHECK(time > flops / 80e12);
    CHECK(time < 1.1 * flops / 80e12);
}

TEST_CASE("what is said beside the time") {
    const TrainScenario s = sample_scenario({.tp = 8});
    const Forecast f = of(s);
    CHECK(f.accelerators == 64);
    CHECK(f.tokens == 128 * 2048);
    CHECK(f.peak.value == 100e12);
    CHECK(f.memory_capacity.value == 80e9);
    CHECK(f.memory.size() == 1);
    CHECK(f.tokens_per_second_per_accelerator() == 128 * 2048 / f.step.value / 64);
    CHECK(f.flops.model_full.value ==
          128 * model::model_flops_full(model::forward_flops(s.model, 2048)).value);
    CHECK(f.flops.hardware == f.flops.model_full);
    CHECK(of(sample_scenario({.tp = 8, .pp = 4})).memory.size() == 4);
}

TEST_CASE("a step or a memory beyond all measure is no answer") {
    TrainScenario slow = sample_scenario();
    slow.software.step_overhead.value = {1e13};
    CHECK(forecast(slow, sample_calibration()).error().kind == Error::Kind::bad_input);
    TrainScenario endless = sample_scenario();
    endless.software.fixed_memory.value = {std::numeric_limits<double>::infinity()};
    CHECK(forecast(endless, sample_calibration()).error().kind == Error::Kind::bad_input);
}

TEST_CASE("a step is its micro-batches and what happens once") {
    TrainScenario s = sample_scenario();
    const double one = of(s).step.value;
    s.workload.global_batch *= 2;
    const double two = of(s).step.value;
    s.workload.global_batch *= 2;
    CHECK(of(s).step.value - two == Approx(2 * (two - one)));
}

TEST_CASE("full recomputation costs the forward pass again, and says so") {
    TrainScenario s = sample_scenario({}, 1);
    const double without = of(s).step.value;
    CHECK(term(of(s), "compute.recompute") == 0.0);
    s.plan.recompute = Recompute::full;
    const Forecast f = of(s);
    CHECK(f.step.value - without == Approx(term(f, "compute.recompute")));
    // A third of the three passes over the matrices, and more for the rest.
    CHECK(term(f, "compute.recompute") > term(f, "compute.linear") / 3.3);
}

TEST_CASE("a checkpoint that stops early repeats all but the last product and the residual") {
    TrainScenario s = sample_scenario({.recompute = Recompute::full}, 1);
    s.software.graphs = Graphs::full;
    s.software.fused_elementwise = true;
    const double whole = term(of(s), "compute.recompute");
    s.software.early_stop = true;
    const double stopped = term(of(s), "compute.recompute");
    // The down projection is a row-split product; the residual follows it.
    const TrainScenario full = settled(s);
    const Calibration calibration = sample_calibration();
    const Job job = job_of(full, calibration);
    Seconds tail;
    for (const model::Operator& op : model::dense_operators(full.model, full.software)) {
        if (op.name == "mlp.down" || op.name == "mlp.residual") {
            tail += operator_time(op, false, job).forward;
        }
    }
    const double layers = static_cast<double>(full.model.layers * job.micro_batches);
    CHECK(whole - stopped == Approx(layers * tail.value));
    CHECK(stopped > 0.5 * whole);
}

TEST_CASE("selective recomputation repeats norms and activations beside a fused core") {
    TrainScenario s = sample_scenario({.recompute = Recompute::selective}, 1);
    const Forecast f = of(s);
    const double repeated = term(f, "compute.recompute");
    CHECK(repeated > 0.0);
    CHECK(repeated < term(f, "compute.elementwise"));
    s.software.selective_products = 0.5;
    const double products = term(f, "compute.linear");
    CHECK(term(of(s), "compute.recompute") - repeated == Approx(products / 3 / 2).epsilon(0.1));
}

TEST_CASE("v chunks per stage divide the bubble by v") {
    TrainScenario s = sample_scenario({.pp = 4, .vpp = 1});
    const double whole = term(of(s), "pipeline.bubble");
    CHECK(whole > 0.0);
    s.plan.vpp = 2;
    // Not quite: a chunk with the output is longer than the others.
    CHECK(term(of(s), "pipeline.bubble") == Approx(whole / 2).epsilon(0.02));
}

TEST_CASE("gradients by hand: an all-reduce of 4 bytes per parameter over two ranks") {
    TrainScenario s = sample_scenario({}, 2);
    s.software.overlap_gradients = false;
    s.software.overlap_parameters = false;
    const double n = parameters(s);
    // 10 us to start and two steps of 1 us; 2 (n - 1) / n = 1 of the bytes at 100 GB/s.
    const Forecast reduced = of(s);
    CHECK(term(reduced, "data.gradients") == Approx(12e-6 + 4 * n / 100e9).epsilon(1e-6));
    CHECK(term(reduced, "data.parameters") == 0.0);
    s.plan.zero = 1;
    const Forecast sharded = of(s);
    CHECK(term(sharded, "data.gradients") == Approx(11e-6 + 4 * n / 2 / 100e9).epsilon(1e-6));
    CHECK(term(sharded, "data.parameters") == Approx(11e-6 + 2 * n / 2 / 100e9).epsilon(1e-6));
}

TEST_CASE("overlap hides communication, and never makes more of it") {
    TrainScenario s = sample_scenario({.zero = 1});
    s.software.bucket_parameters.value = 1e7;
    s.software.overlap_gradients = false;
    s.software.overlap_parameters = false;
    const Forecast shown = of(s);
    s.software.overlap_gradients = true;
    s.software.overlap_parameters = true;
    const Forecast hidden = of(s);
    CHECK(term(hidden, "data.gradients") < term(shown, "data.gradients"));
    CHECK(term(hidden, "data.parameters") < term(shown, "data.parameters"));
    CHECK(hidden.step < shown.step);
}

TEST_CASE("ZeRO 1 leaves an n-th of the optimizer to each rank") {
    // Clipping adds an exchange that does not shrink.
    const auto time = [](std::int64_t zero) {
        TrainScenario s = sample_scenario({.zero = zero});
        s.workload.optimizer.clipping = false;
        return term(of(s), "optimizer");
    };
    CHECK(time(1) == Approx(time(0) / 64));
}

TEST_CASE("tensor parallelism shows collectives, sequence parallelism splits what is beside them") {
    const Forecast plain = of(sample_scenario({.tp = 8}));
    const Forecast split = of(sample_scenario({.tp = 8, .sequence_parallel = true}));
    CHECK(term(plain, "tensor.exposed") > 0.0);
    CHECK(term(split, "compute.elementwise") < term(plain, "compute.elementwise"));
}

TEST_CASE("tensor collectives by hand: four all-reduces per layer, two at the ends") {
    // Each of two ranks reduces 2048 x 1024 elements: 12 us of latency, all of it at 100 GB/s once.
    // Vocabulary parallelism adds three 32-bit numbers per token.
    TrainScenario s = sample_scenario({.tp = 2}, 2);
    s.software.overlap_tensor_backward = false;
    const double one = 12e-6 + 2.0 * 2048 * 1024 / 100e9;
    const double loss = 12e-6 + 4.0 * 2048 / 100e9;
    CHECK(term(of(s), "tensor.exposed") ==
          Approx(128 * (8 * 4 * one + 2 * one + 3 * loss)).epsilon(1e-6));
}

TEST_CASE("collectives that run beside products show less, though never nothing") {
    TrainScenario s = sample_scenario({.tp = 2, .sequence_parallel = true}, 2);
    s.software.overlap_tensor_backward = false;
    const double shown = term(of(s), "tensor.exposed");
    s.software.overlap_tensor = true;
    const double pipelined = term(of(s), "tensor.exposed");
    // The piece that starts or ends a pair of products has nothing to hide behind: half of two.
    CHECK(pipelined < shown);
    CHECK(pipelined > shown / 4);
}

TEST_CASE("expert exchange by hand: there and back, forward and backward") {
    TrainScenario s = sample_scenario({.ep = 2}, 2);
    s.model = model::mixture();
    s.software.overlap_experts = ExpertOverlap::never;
    s.software.dispatcher = Dispatcher::all_to_all;
    // 2048 tokens visit 2 experts with 64 elements of 2 bytes; half of them live elsewhere.
    const double one = 11e-6 + 2048 * 2 * 64 * 2.0 / 2 / 100e9;
    const Forecast f = of(s);
    CHECK(term(f, "expert.exposed") == Approx(64 * 3 * 4 * one).epsilon(1e-6));
    CHECK(term(f, "compute.experts") > 0.0);
    s.plan.ep = 1;
    CHECK(term(of(s), "expert.exposed") == 0.0);
}

TEST_CASE("ring attention by hand: keys and values go round, on the way back their gradients too") {
    TrainScenario s = sample_scenario({.cp = 2}, 2);
    s.cluster.node.accelerator.peak[static_cast<std::size_t>(Format::bf16)].value = {1e30};
    s.cluster.node.accelerator.memory_bandwidth.value = {1e30};
    // 1024 tokens x (1024 keys + 1024 values) of 2 bytes, and nothing to hide behind.
    const double chunk = 1024 * 2048 * 2.0;
    CHECK(term(of(s), "context.exposed") ==
          Approx(128 * 8 * (2 * 11e-6 + 3 * chunk / 100e9)).epsilon(1e-3));
}

TEST_CASE("a slow host sets the pace of the layers: 3 k launches each, forward and backward") {
    TrainScenario s = sample_scenario({}, 1);
    s.software.launch.value = {1.0};
    s.software.kernels_per_layer.value = 7.0;
    CHECK(in_layers(of(s)) == Approx(128 * 8 * 3 * 7.0));
    s.plan.recompute = Recompute::full;  // the forward pass is launched once more
    CHECK(in_layers(of(s)) == Approx(128 * 8 * 4 * 7.0));
    s.software.graphs = Graphs::full;
    CHECK(term(of(s), "host.launch") == 0.0);
}

TEST_CASE("host work once per step is a term of its own") {
    TrainScenario s = sample_scenario();
    const double without = of(s).step.value;
    s.software.step_overhead = {.value = {0.25}, .from = {.status = Status::fitted}};
    const Forecast f = of(s);
    CHECK(term(f, "host.step") == 0.25);
    CHECK(f.step.value == Approx(without + 0.25));
    CHECK(f.terms.back().source == Status::fitted);
}

TEST_CASE("norms by hand: two per layer, 2 h forward and 3 h backward, at the framework's rate") {
    TrainScenario s = sample_scenario({}, 1);
    const double fast = term(of(s), "compute.elementwise");
    s.software.norm_rate.value = 0.5;
    // 8 layers, hidden size 1024, 2 bytes, half of 1 TB/s; at half of the rate as much again.
    const double norms = 8.0 * 2.0 * 5.0 * 1024 * 2.0 * 128 * 2048 / 0.5e12;
    CHECK(term(of(s), "compute.elementwise") - fast == doctest::Approx(norms).epsilon(1e-6));
}

TEST_CASE("casts cost time in 8 bit alone") {
    TrainScenario s = sample_scenario();
    CHECK(term(of(s), "compute.cast") == 0.0);
    s.workload.precision = Precision::fp8;
    Calibration c = sample_calibration();
    c.kernel.gemm[static_cast<std::size_t>(Format::fp8)] =
        c.kernel.gemm[static_cast<std::size_t>(Format::bf16)];
    const auto f = forecast(s, c);
    REQUIRE(f);
    CHECK(term(*f, "compute.cast") > 0.0);
    CHECK(term(*f, "compute.linear") < term(of(sample_scenario()), "compute.linear"));
    CHECK(f->peak.value == 200e12);
}

TEST_CASE("what cannot be is an error, not a number") {
    TrainScenario s = sample_scenario();
    s.workload.precision = Precision::nvfp4;
    const auto precision = forecast(s, sample_calibration());
    REQUIRE_FALSE(precision);
    CHECK(precision.error().where == "workload.precision");
    const auto plan = forecast(sample_scenario({.tp = 128}), sample_calibration());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().kind == Error::Kind::bad_input);
}

TEST_CASE("a scenario settles to the plan that was meant") {
    CHECK(settled(sample_scenario({.tp = 4, .pp = 2})).plan.dp == 8);
}

}  // namespace
}  // namespace foretoken::train
