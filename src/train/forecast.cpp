// How long does one training step take, where does the time go, and does it fit?
#include "train/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "memory/footprint.hpp"
#include "memory/host.hpp"
#include "model/documents.hpp"
#include "model/flops.hpp"
#include "plan/legal.hpp"
#include "train/confidence.hpp"
#include "train/energy.hpp"
#include "train/job.hpp"
#include "train/parts.hpp"
#include "train/step.hpp"

namespace foretoken::train {
namespace {

void append(Forecast& f, std::string_view key, std::string_view says, Seconds time, Status source) {
    f.terms.push_back({.key = key, .says = says, .time = time, .source = source});
    f.step += time;
}

void append_terms(const Step& step, const Job& job, Forecast& f) {
    const Parts& w = step.pipeline.work;
    const Status kernels = job.calibration.kernel.from.status;
    const Status wires = job.calibration.collective.from.status;
    f.terms.reserve(24);
    append(f, "compute.linear", "products with weights", w[Part::linear], kernels);
    append(f, "compute.attention", "attention core", w[Part::attention], kernels);
    append(f, "compute.experts", "expert products", w[Part::experts], kernels);
    append(f, "compute.adapters", "adapters beside frozen weights", w[Part::adapters], kernels);
    append(f, "compute.elementwise", "norms, activations, residuals", w[Part::elementwise],
           kernels);
    append(f, "compute.cast", "casts to a narrow format", w[Part::cast], kernels);
    append(f, "compute.output", "embedding, logits, loss", w[Part::output], kernels);
    append(f, "compute.recompute", "forward work repeated", w[Part::recompute], kernels);
    append(f, "compute.contention", "slow-down beside collectives",
           w[Part::contention] + step.once.data.contention, wires);
    append(f, "host.launch", "waiting for the host to launch", w[Part::host],
           job.scenario.software.launch.from.status);
    append(f, "tensor.exposed", "tensor-parallel collectives", w[Part::tensor], wires);
    append(f, "context.exposed", "context-parallel exchange", w[Part::context], wires);
    append(f, "expert.exposed", "dispatch to experts and back", w[Part::expert], wires);
    append(f, "offload.exposed", "activations to the host and back", w[Part::offload],
           Status::derived);
    append(f, "offload.weights", "weights fetched from the host", step.once.weights,
           Status::derived);
    append(f, "pipeline.boundary", "stage boundaries",
           step.pipeline.boundaries + step.pipeline.time.hops, wires);
    append(f, "pipeline.bubble", "pipeline filling and draining", step.pipeline.time.bubble,
           Status::derived);
    append(f, "data.gradients", "gradient reduction", step.once.data.gradients, wires);
    append(f, "data.parameters", "parameter gathering", step.once.data.parameters, wires);
    append(f, "optimizer", "optimizer", step.once.optimizer.device, kernels);
    append(f, "offload.optimizer", "optimizer on the host", step.once.optimizer.offload,
           Status::derived);
    append(f, "host.step", "host work once per step", job.scenario.software.step_overhead.value,
           job.scenario.software.step_overhead.from.status);
}

StepFlops step_flops(const TrainScenario& s) {
    const model::TrainingFlops one = model::training_flops(s.model, s.workload, s.plan.recompute);
    const double batch = static_cast<double>(s.workload.global_batch);
    return {.model_full = batch * one.full,
            .model_causal = batch * one.causal,
            .hardware = batch * one.hardware};
}

// Rates and sizes can each be within bounds and still make no machine: no step takes 30,000 years.
bool plausible(const Forecast& f) {
    constexpr Seconds longest{1e12};
    static constexpr Bytes largest{1e21};
    return f.step.value > 0.0 && f.step < longest &&
           std::all_of(
               f.memory.begin(), f.memory.end(),
               [](const StageMemory& m) { return m.total < largest; });
}

}  // namespace

TrainScenario settled(TrainScenario scenario) {
    scenario.plan = *plan::completed(scenario.plan, scenario.model, scenario.workload,
                                     scenario.cluster.accelerators);
    return scenario;
}

Result<Forecast> forecast(const TrainScenario& given, const Calibration& nominal) {
    const auto prepared = ready(given, nominal);
    if (!prepared) {
        return prepared.error();
    }
    const TrainScenario scenario = prepared->scenario(given);
    const Job job = job_of(scenario, prepared->calibration(nominal));
    Forecast f;
    append_terms(step_of(job), job, f);
    f.memory = memory::footprint(scenario);
    if (!plausible(f)) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "scenario",
                     .message = "the time or the memory of a step is beyond all measure",
                     .hint = "look for a size, a rate or a bandwidth that is 0 or absurd"};
    }
    f.memory_capacity = scenario.cluster.node.accelerator.memory.value;
    f.host_memory = memory::host_footprint(scenario);
    f.host_capacity = scenario.cluster.node.host_memory.value;
    f.flops = step_flops(scenario);
    f.peak = job.accelerator().peak_of(job.products);
    f.accelerators = scenario.cluster.accelerators;
    f.tokens = std::llround(static_cast<double>(scenario.workload.global_batch) *
                            model::documents(scenario.workload).tokens);
    f.energy = energy(f, job, nominal.kernel);
    f.interval = interval(f, nominal.confidence, nominal.confidence.usual_distance);
    return f;
}

}  // namespace foretoken::train
