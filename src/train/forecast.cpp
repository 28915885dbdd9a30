// How long does one training step take, where does the time go, and does it fit?
#include "train/forecast.hpp"

#include <algorithm>
#include <optional>

#include "hardware/power.hpp"
#include "hardware/precision.hpp"
#include "memory/footprint.hpp"
#include "model/flops.hpp"
#include "network/point_to_point.hpp"
#include "plan/legal.hpp"
#include "schedule/pipeline.hpp"
#include "train/data_parallel.hpp"
#include "train/energy.hpp"
#include "train/job.hpp"
#include "train/layer.hpp"
#include "train/optimizer.hpp"
#include "train/output.hpp"
#include "train/parts.hpp"

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
    Passes sum = n(stage.dense) * times.dense;
    sum += n(stage.dense_windowed) * times.dense_windowed;
    sum += n(stage.experts) * times.experts;
    sum += n(stage.experts_windowed) * times.experts_windowed;
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

// One stage boundary, one way: each tensor rank sends its slice if the software splits it, else the
// whole tensor.
Seconds hop_time(const Job& job) {
    const TrainScenario& s = job.scenario;
    if (s.plan.pp == 1) {
        return {};
    }
    const double width = bytes_per_element(job.activations) * static_cast<double>(s.model.hidden);
    const bool sliced = s.plan.sequence_parallel || s.software.scatter_gather;
    const double tokens =
        sliced ? job.tokens.whole / static_cast<double>(s.plan.tp) : job.tokens.whole;
    const auto apart = network::distance(s.cluster, job.pipeline_stride);
    Seconds t = network::send_time({width * tokens}, apart, s.cluster, job.calibration.collective);
    if (sliced && !s.plan.sequence_parallel) {
        t +=
            job.collective(network::Collective::all_gather, {width * job.tokens.whole}, job.tensor);
    }
    return t;
}

// Everything that a forecast's terms are made of, at the stage that sets the pace.
struct Step {
    Parts work;          // of one micro-batch, both passes
    Seconds boundaries;  // of one micro-batch: stage boundaries that nothing hides
    schedule::PipelineTime pipeline;
    DataParallelTime data;
    Seconds optimizer;
};

// What a stage does once per step, beside its micro-batches.
struct Once {
    DataParallelTime data;
    Seconds optimizer;
    Seconds total() const { return data.gradients + data.parameters + data.contention + optimizer; }
};

// Of the stage for which it takes longest: all stages wait for it before the next step.
Once longest_once(const std::vector<Passes>& passes, const Job& job) {
    Once longest;
    for (std::size_t i = 0; i < passes.size(); ++i) {
        const plan::Stage& stage = job.stages[i];
        if (i > 0 && stage == job.stages[i - 1]) {
            continue;
        }
        const StageCompute compute{
            .forward = passes[i].forward.total(),
            .backward = passes[i].backward.total(),
            .layers = static_cast<double>(stage.layers() + stage.prediction)};
        const Once once{.data = data_parallel_time(stage, compute, job),
                        .optimizer = optimizer_time(stage, job)};
        if (i == 0 || once.total() > longest.total()) {
            longest = once;
        }
    }
    return longest;
}

Step step_of(const Job& job) {
    const TrainScenario& s = job.scenario;
    const LayerTimes times = layer_times(job);
    const Seconds hop = hop_time(job);
    // Synchronous software sends and receives between passes; each crossing then costs its stage.
    const double crossings = s.plan.pp > 1 ? static_cast<double>(s.plan.vpp) : 0.0;
    const Seconds shown = s.software.overlap_pipeline ? Seconds{} : crossings * hop;
    std::vector<Passes> passes;
    std::vector<schedule::StageWork> work;
    passes.reserve(job.stages.size());
    work.reserve(job.stages.size());
    for (const plan::Stage& stage : job.stages) {
        passes.push_back(stage_time(stage, times, job));
        work.push_back({.forward = passes.back().forward.total() + shown,
                        .backward = passes.back().backward.total() + shown});
    }
    Step step;
    // A boundary that shows is part of each stage's work already, in filling and draining too.
    step.pipeline =
        schedule::pipeline_time(work, {.micro_batches = job.micro_batches,
                                       .chunks = s.plan.vpp,
                                       .hop = s.software.overlap_pipeline ? hop : Seconds{}});
    const std::size_t busiest = step.pipeline.busiest;
    step.work = passes[busiest].forward;
    step.work += passes[busiest].backward;
    step.boundaries = 2.0 * shown;
    const Once once = longest_once(passes, job);
    step.data = once.data;
    step.optimizer = once.optimizer;
    return step;
}

void append(Forecast& f, std::string_view key, std::string_view says, Seconds time, Status source) {
    f.terms.push_back({.key = key, .says = says, .time = time, .source = source});
    f.step += time;
}

void append_terms(const Step& step, const Job& job, Forecast& f) {
    const double m = static_cast<double>(job.micro_batches);
    const Parts& w = step.work;
    const Status kernels = job.calibration.kernel.from.status;
    const Status wires = job.calibration.collective.from.status;
    f.terms.reserve(20);
    append(f, "compute.linear", "products with weights", m * w[Part::linear], kernels);
    append(f, "compute.attention", "attention core", m * w[Part::attention], kernels);
    append(f, "compute.experts", "expert products", m * w[Part::experts], kernels);
    append(f, "compute.elementwise", "norms, activations, residuals", m * w[Part::elementwise],
           kernels);
    append(f, "compute.cast", "casts to a narrow format", m * w[Part::cast], kernels);
    append(f, "compute.output", "embedding, logits, loss", m * w[Part::output], kernels);
    append(f, "compute.recompute", "forward work repeated", m * w[Part::recompute], kernels);
    append(f, "compute.contention", "slow-down beside collectives",
           m * w[Part::contention] + step.data.contention, wires);
    append(f, "host.launch", "waiting for the host to launch", m * w[Part::host],
           job.scenario.software.launch.from.status);
    append(f, "tensor.exposed", "tensor-parallel collectives", m * w[Part::tensor], wires);
    append(f, "context.exposed", "context-parallel exchange", m * w[Part::context], wires);
    append(f, "expert.exposed", "dispatch to experts and back", m * w[Part::expert], wires);
    append(f, "pipeline.boundary", "stage boundaries", m * step.boundaries + step.pipeline.hops,
           wires);
    append(f, "pipeline.bubble", "pipeline filling and draining", step.pipeline.bubble,
           Status::derived);
    append(f, "data.gradients", "gradient reduction", step.data.gradients, wires);
    append(f, "data.parameters", "parameter gathering", step.data.parameters, wires);
    append(f, "optimizer", "optimizer", step.optimizer, kernels);
    append(f, "host.step", "host work once per step", job.scenario.software.step_overhead.value,
           job.scenario.software.step_overhead.from.status);
}

StepFlops step_flops(const TrainScenario& s) {
    const model::ForwardFlops forward = model::forward_flops(s.model, s.workload.sequence);
    const double batch = static_cast<double>(s.workload.global_batch);
    return {.model_full = batch * model::model_flops_full(forward),
            .model_causal = batch * model::model_flops_causal(forward),
            .hardware = batch * model::hardware_flops(forward, s.plan.recompute)};
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
    f.flops = step_flops(scenario);
    f.peak = accelerator.peak_of(job.products);
    f.accelerators = scenario.cluster.accelerators;
    f.tokens = scenario.workload.global_batch * scenario.workload.sequence;
    f.energy = energy(f, job, nominal.kernel);
    return f;
}

}  // namespace foretoken::train
