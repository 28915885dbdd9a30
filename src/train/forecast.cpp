// How long does one training step take, where does the time go, and does it fit?
#include "train/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "hardware/power.hpp"
#include "hardware/precision.hpp"
#include "memory/footprint.hpp"
#include "memory/host.hpp"
#include "model/documents.hpp"
#include "model/flops.hpp"
#include "plan/legal.hpp"
#include "train/confidence.hpp"
#include "train/data_parallel.hpp"
#include "train/energy.hpp"
#include "train/job.hpp"
#include "train/layer.hpp"
#include "train/offload.hpp"
#include "train/once.hpp"
#include "train/output.hpp"
#include "train/parts.hpp"
#include "train/pipeline.hpp"

namespace foretoken::train {
namespace {

// Times of the layer kinds that occur, each computed once.
struct LayerTimes {
    Passes dense;
    Passes dense_windowed;
    Passes experts;
    Passes experts_windowed;
    Passes embedding;
    Passes output;
};

LayerTimes layer_times(const Job& job) {
    plan::Stage all;
    for (const plan::Stage& stage : job.stages) {
        all.dense += stage.dense;
        all.dense_windowed += stage.dense_windowed;
        all.experts += stage.experts + (job.scenario.model.experts ? stage.prediction : 0);
        all.dense += job.scenario.model.experts ? 0 : stage.prediction;
        all.experts_windowed += stage.experts_windowed;
    }
    const auto time = [&](std::int64_t layers, LayerKind kind) {
        return layers > 0 ? layer_time(kind, job) : Passes{};
    };
    return {.dense = time(all.dense, {}),
            .dense_windowed = time(all.dense_windowed, {.windowed = true}),
            .experts = time(all.experts, {.experts = true}),
            .experts_windowed = time(all.experts_windowed, {.experts = true, .windowed = true}),
            .embedding = embedding_time(job),
            .output = output_time(job)};
}

Passes stage_time(const plan::Stage& stage, const LayerTimes& times, const Job& job) {
    const auto n = [](std::int64_t count) { return static_cast<double>(count); };
    Passes sum;
    // No gradient reaches the lowest layers if these are frozen.
    const auto add = [&](std::int64_t layers, std::int64_t frozen, const Passes& one) {
        sum.forward += n(layers) * one.forward;
        sum.backward += n(layers - frozen) * one.backward;
        sum.weight += n(layers - frozen) * one.weight;
        sum.launch_forward += n(layers) * one.launch_forward;
        sum.launch_backward += n(layers - frozen) * one.launch_backward;
    };
    add(stage.dense, stage.frozen.dense, times.dense);
    add(stage.dense_windowed, stage.frozen.dense_windowed, times.dense_windowed);
    add(stage.experts, stage.frozen.experts, times.experts);
    add(stage.experts_windowed, stage.frozen.experts_windowed, times.experts_windowed);
    const Passes& predicting = job.scenario.model.experts ? times.experts : times.dense;
    sum += n(stage.prediction) * predicting;
    if (stage.embedding) {
        sum += times.embedding;
    }
    if (stage.output) {
        sum += n(1 + stage.prediction) * times.output;
    }
    return sum;
}

// Everything that a forecast's terms are made of, at the stage that sets the pace.
struct Step {
    PipelinePass pipeline;
    DataParallelTime data;
    OptimizerTime optimizer;
    Seconds weights;  // of a whole step: fetched from the host
};

// Of one micro-batch through each chunk of the model; neighbours are often alike.
std::vector<Passes> chunk_passes(const Job& job) {
    const LayerTimes times = layer_times(job);
    std::vector<Passes> list;
    list.reserve(job.chunks.size());
    for (std::size_t i = 0; i < job.chunks.size(); ++i) {
        const bool again = i > 0 && job.chunks[i] == job.chunks[i - 1];
        list.push_back(again ? list.back() : stage_time(job.chunks[i], times, job));
    }
    return list;
}

Step step_of(const Job& job) {
    const std::vector<Passes> chunks = chunk_passes(job);
    std::vector<Passes> ranks(job.stages.size());
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
        for (const std::size_t i : plan::held(job.scenario.plan, static_cast<std::int64_t>(rank))) {
            ranks[rank] += chunks[i];
        }
    }
    const Once once = once_per_step(ranks, job);
    return {.pipeline = pipeline_pass(chunks, job),
            .data = once.data,
            .optimizer = once.optimizer,
            .weights = once.weights};
}

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
           w[Part::contention] + step.data.contention, wires);
    append(f, "host.launch", "waiting for the host to launch", w[Part::host],
           job.scenario.software.launch.from.status);
    append(f, "tensor.exposed", "tensor-parallel collectives", w[Part::tensor], wires);
    append(f, "context.exposed", "context-parallel exchange", w[Part::context], wires);
    append(f, "expert.exposed", "dispatch to experts and back", w[Part::expert], wires);
    append(f, "offload.exposed", "activations to the host and back", w[Part::offload],
           Status::derived);
    append(f, "offload.weights", "weights fetched from the host", step.weights, Status::derived);
    append(f, "pipeline.boundary", "stage boundaries",
           step.pipeline.boundaries + step.pipeline.time.hops, wires);
    append(f, "pipeline.bubble", "pipeline filling and draining", step.pipeline.time.bubble,
           Status::derived);
    append(f, "data.gradients", "gradient reduction", step.data.gradients, wires);
    append(f, "data.parameters", "parameter gathering", step.data.parameters, wires);
    append(f, "optimizer", "optimizer", step.optimizer.device, kernels);
    append(f, "offload.optimizer", "optimizer on the host", step.optimizer.offload,
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

// The constants at the clocks that a cap on power leaves; empty without one that binds.
Result<std::optional<Calibration>> under_cap(const TrainScenario& s, const Calibration& nominal) {
    const Accelerator& accelerator = s.cluster.node.accelerator;
    const Watts cap = s.plan.power_cap;
    if (auto ok = hardware::check_cap(cap, accelerator, nominal.power); !ok) {
        return ok.error();
    }
    if (cap.value <= 0.0 || cap >= accelerator.power.value) {
        return std::optional<Calibration>();
    }
    std::optional<Calibration> capped = nominal;
    capped->kernel = hardware::under_cap(
        nominal.kernel, hardware::slowdown(cap, accelerator.power.value, nominal.power,
                                           nominal.kernel.stream_fraction));
    return capped;
}

}  // namespace

TrainScenario settled(TrainScenario scenario) {
    scenario.plan = *plan::completed(scenario.plan, scenario.model, scenario.workload,
                                     scenario.cluster.accelerators);
    return scenario;
}

Result<Forecast> forecast(const TrainScenario& given, const Calibration& nominal) {
    const Accelerator& accelerator = given.cluster.node.accelerator;
    if (auto ok = hardware::check_precision(given.workload.precision, accelerator); !ok) {
        return ok.error();
    }
    auto plan =
        plan::completed(given.plan, given.model, given.workload, given.cluster.accelerators);
    if (!plan) {
        return plan.error();
    }
    const auto capped = under_cap(given, nominal);
    if (!capped) {
        return capped.error();
    }
    TrainScenario scenario = given;
    scenario.plan = *plan;
    if (auto ok = check_offload(scenario); !ok) {
        return ok.error();
    }
    const Job job = job_of(scenario, *capped ? **capped : nominal);
    Forecast f;
    append_terms(step_of(job), job, f);
    f.memory = memory::footprint(scenario);
    if (!plausible(f)) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "scenario",
                     .message = "the time or the memory of a step is beyond all measure",
                     .hint = "look for a size, a rate or a bandwidth that is 0 or absurd"};
    }
    f.memory_capacity = accelerator.memory.value;
    f.host_memory = memory::host_footprint(scenario);
    f.host_capacity = scenario.cluster.node.host_memory.value;
    f.flops = step_flops(scenario);
    f.peak = accelerator.peak_of(job.products);
    f.accelerators = scenario.cluster.accelerators;
    f.tokens = std::llround(static_cast<double>(scenario.workload.global_batch) *
                            model::documents(scenario.workload).tokens);
    f.energy = energy(f, job, nominal.kernel);
    f.interval = interval(f, nominal.confidence, nominal.confidence.usual_distance);
    return f;
}

}  // namespace foretoken::train
