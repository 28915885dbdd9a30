#include <doctest/doctest.h>

#include "memory/activations.hpp"
#include "train/adapters.hpp"
#include "train/forecast.hpp"
#include "train/muon.hpp"
#include "train/offload.hpp"
#include "train/optimizer.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

TrainScenario with_host(const Plan& plan) {
    TrainScenario s = sample_scenario(plan, 8);
    s.cluster.node.accelerator.host_link.value = {50e9};
    s.cluster.node.host_bandwidth.value = {400e9};
    s.software.host_copy.value = 1.0;
    s.software.host_update.value = 0.5;
    return s;
}

TEST_CASE("frozen products halve their backward pass; adapters are a kind of time of their own") {
    TrainScenario s = sample_scenario();
    const Forecast full = of(s);
    CHECK(term(full, "compute.adapters") == 0.0);
    s.workload.tuning = {.method = Method::lora, .rank = 16, .targets = Targets::attention};
    const Forecast lora = of(s);
    CHECK(term(lora, "compute.adapters") > 0.0);
    CHECK(term(lora, "compute.linear") < 0.75 * term(full, "compute.linear"));
    CHECK(term(lora, "compute.linear") > 0.6 * term(full, "compute.linear"));
    CHECK(term(lora, "data.gradients") < 0.1 * term(full, "data.gradients"));
    CHECK(term(lora, "compute.attention") == Approx(term(full, "compute.attention")));
}

TEST_CASE("with the last quarter trained, three quarters have no backward pass") {
    TrainScenario s = sample_scenario();
    const double full = term(of(s), "compute.attention");
    s.software.attention = AttentionKernel::flash2;
    s.workload.tuning = {.method = Method::last_layers, .layers = 2};
    const double tuned = term(of(s), "compute.attention");
    CHECK(tuned < full);
    s.workload.tuning.layers = 8;
    CHECK(term(of(s), "compute.attention") == Approx(full));
}

TEST_CASE("weights at rest in 4 bits are widened before each product") {
    TrainScenario s = sample_scenario();
    s.workload.tuning = {.method = Method::lora};
    const double wide = term(of(s), "compute.cast");
    s.workload.tuning.frozen_format = Format::fp4;
    CHECK(wide == 0.0);
    CHECK(term(of(s), "compute.cast") > 0.0);
}

TEST_CASE("packed documents: attention of a quarter of the length") {
    TrainScenario s = sample_scenario();
    s.software.attention = AttentionKernel::flash2;
    const double whole = term(of(s), "compute.attention");
    s.workload.packing = {.fill = Fill::packed, .mean = 512};
    const double packed = term(of(s), "compute.attention");
    CHECK(packed < 0.5 * whole);
    CHECK(packed > whole / 4);
    s.workload.packing.mean = 2048;
    CHECK(term(of(s), "compute.attention") == Approx(whole));
    // Unfused attention multiplies the whole square and masks it.
    s.software.attention = AttentionKernel::unfused;
    const double square = term(of(s), "compute.attention");
    s.workload.packing.mean = 512;
    CHECK(term(of(s), "compute.attention") == square);
}

TEST_CASE("padding takes time and counts for nothing") {
    TrainScenario s = sample_scenario();
    const Forecast whole = of(s);
    s.workload.packing = {.fill = Fill::padded, .mean = 512};
    const Forecast padded = of(s);
    CHECK(padded.step == whole.step);
    CHECK(padded.tokens == whole.tokens / 4);
    CHECK(padded.flops.model_full < 0.26 * whole.flops.model_full);
}

TEST_CASE("the host's optimizer: the slowest of update and copies, beside the device's share") {
    const TrainScenario s = settled(with_host({.zero = 1, .offload = {.optimizer = 1.0}}));
    const Calibration c = sample_calibration();
    const Job job = job_of(s, c);
    // 4 of gradient, twice 12 of states, 2 of weight, at 400 / 8 x 0.5 GB/s.
    CHECK(host_optimizer_time(1e9, job).value == Approx(30.0 / 25.0));
    CHECK(host_copy_rate(job).value == Approx(50e9));
    CHECK(host_optimizer_time(0.0, job).value == 0.0);
    CHECK(optimizer_time(job.stages.front(), job).offload.value > 0.0);
}

TEST_CASE("offloaded activations show where copying takes longer than computing") {
    TrainScenario s = with_host({.offload = {.activations = 1.0}});
    const double slow = term(of(s), "offload.exposed");
    CHECK(slow > 0.0);
    s.cluster.node.accelerator.host_link.value = {5e15};
    s.cluster.node.host_bandwidth.value = {5e16};
    CHECK(term(of(s), "offload.exposed") == 0.0);
}

TEST_CASE("offloaded weights are fetched twice per micro-batch; the first layer always shows") {
    TrainScenario s = with_host({.zero = 3, .offload = {.weights = 1.0}});
    CHECK(term(of(s), "offload.weights") > 0.0);
    s.plan.offload.weights = 0.0;
    CHECK(term(of(s), "offload.weights") == 0.0);
}

TEST_CASE("offloading needs a host that is known, and room in it") {
    TrainScenario s = sample_scenario({.offload = {.optimizer = 1.0}});
    s.cluster.node.accelerator.host_link.value = {50e9};
    CHECK_FALSE(forecast(s, sample_calibration()));
    s = with_host({.offload = {.optimizer = 1.0}});
    s.cluster.node.host_memory.value = {1e9};
    const Forecast f = of(s);
    CHECK(f.host_memory.value > 1e9);
    CHECK_FALSE(f.fits());
    const Outcome fits = check_fit(s, f);
    REQUIRE_FALSE(fits);
    CHECK(fits.error().where == "plan.offload");
    s.cluster.node.host_memory.value = {0.0};  // not known: not checked
    CHECK(of(s).fits());
}

TEST_CASE("Muon multiplies matrices; its iterations are shared out with its states") {
    TrainScenario s = sample_scenario();
    const double adam = term(of(s), "optimizer");
    s.workload.optimizer.kind = OptimizerKind::muon;
    const double muon = term(of(s), "optimizer");
    CHECK(muon > adam);
    const Calibration c = sample_calibration();
    const TrainScenario whole = settled(s);
    s.plan.zero = 1;
    const TrainScenario shared = settled(s);
    const Job one = job_of(whole, c);
    const Job many = job_of(shared, c);
    CHECK(muon_time(one.stages.front(), one).value ==
          Approx(64 * muon_time(many.stages.front(), many).value));
    // 4 m^2 n + 2 m^3 per iteration and matrix: three of 1024 x 1024 by 1, 3 and 4 and one more of
    // 4, at most at the full 100 TFLOP/s.
    const double cube = 1024.0 * 1024.0 * 1024.0;
    const double flops = 8 * 5 * (4 * cube * (3 + 1 + 4 + 4) + 4 * 2 * cube);
    CHECK(muon_time(one.stages.front(), one).value > flops / 100e12);
}

TEST_CASE("updates launched tensor by tensor are bound by the host") {
    TrainScenario s = sample_scenario();
    s.software.launch.value = {1e-4};
    s.software.fused_optimizer = true;
    const double fused = term(of(s), "optimizer");
    s.software.fused_optimizer = false;
    CHECK(term(of(s), "optimizer") > fused);
}

}  // namespace
}  // namespace foretoken::train
