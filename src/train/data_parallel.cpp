// How much of reducing gradients and gathering parameters shows?
#include "train/data_parallel.hpp"

#include "memory/footprint.hpp"
#include "model/tuning.hpp"
#include "plan/trained.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

schedule::Overlap slowdowns(const Job& job) {
    return {.compute_slowdown = job.calibration.collective.compute_slowdown,
            .communication_slowdown = job.calibration.collective.communication_slowdown};
}

// Reductions and gathers of dense parameters run over all data ranks, those of experts over the
// ranks that hold the same experts.
struct Traffic {
    Seconds reduce;
    Seconds gather;
};

Traffic once_per_step(const plan::LocalParameters& local, const Job& job) {
    const Plan& p = job.scenario.plan;
    const memory::StateBytes bytes =
        memory::state_bytes(job.scenario.workload, job.scenario.software);
    const auto reduce_kind = p.zero >= 1 ? Collective::reduce_scatter : Collective::all_reduce;
    Traffic t;
    const auto add = [&](double parameters, const network::Group& group) {
        if (parameters == 0.0 || group.ranks == 1) {
            return;
        }
        t.reduce += job.collective(reduce_kind, {bytes.gradients * parameters}, group);
        if (p.zero >= 1) {
            const Bytes updated{bytes.travelling * parameters};
            t.gather += job.collective(Collective::all_gather, updated, group);
        }
    };
    add(local.shared, job.data);
    add(local.experts, job.expert_data);
    return t;
}

DataParallelTime per_step(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    const Software& software = job.scenario.software;
    const Traffic traffic =
        once_per_step(plan::held_parameters(job.scenario.model, job.scenario.plan,
                                            job.scenario.workload.tuning, stage)
                          .trained,
                      job);
    DataParallelTime t;
    const auto hide = [&](Seconds communication, Seconds behind, bool overlapped,
                          Seconds& exposed) {
        if (!overlapped) {
            exposed += communication;
            return;
        }
        // One layer's share can start only when the pass is over (or must end before it starts).
        const Seconds share = communication / compute.layers;
        const auto seen = schedule::visible(behind, communication - share, slowdowns(job));
        exposed += share + seen.exposed;
        t.contention += seen.contention;
    };
    // Sharded gradients have no room to wait for the last micro-batch: each one is reduced.
    const std::int64_t reductions = job.scenario.plan.zero == 2 ? job.micro_batches : 1;
    hide(traffic.reduce, compute.backward, software.overlap_gradients, t.gradients);
    t.gradients = static_cast<double>(reductions) * t.gradients;
    t.contention = static_cast<double>(reductions) * t.contention;
    hide(traffic.gather, compute.forward, software.overlap_parameters, t.parameters);
    return t;
}

// The collectives of one layer under FSDP.
struct LayerTraffic {
    Seconds gather;
    Seconds scatter;
    Seconds replicas;  // all-reduce of a shard between replicas (HSDP)
};

LayerTraffic layer_traffic(const plan::LocalParameters& layer, const plan::LocalParameters& frozen,
                           const Job& job) {
    const memory::StateBytes bytes =
        memory::state_bytes(job.scenario.workload, job.scenario.software);
    const double rest =
        model::frozen_bytes(job.scenario.workload.tuning, job.scenario.workload.precision);
    LayerTraffic t;
    t.gather =
        job.collective(Collective::all_gather,
                       {bytes.travelling * layer.shared + rest * frozen.shared}, job.shard) +
        job.collective(Collective::all_gather,
                       {bytes.travelling * layer.experts + rest * frozen.experts}, job.expert_data);
    t.scatter =
        job.collective(Collective::reduce_scatter, {bytes.gradients * layer.shared}, job.shard) +
        job.collective(Collective::reduce_scatter, {bytes.gradients * layer.experts},
                       job.expert_data);
    t.replicas = job.collective(
        Collective::all_reduce,
        {bytes.gradients * layer.shared / static_cast<double>(job.shard.ranks)}, job.replica);
    return t;
}

DataParallelTime per_layer(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    const plan::Held held = plan::held_parameters(job.scenario.model, job.scenario.plan,
                                                  job.scenario.workload.tuning, stage);
    const double layers = compute.layers;
    const LayerTraffic traffic = layer_traffic(
        {.shared = held.trained.shared / layers, .experts = held.trained.experts / layers},
        {.shared = held.frozen.shared / layers, .experts = held.frozen.experts / layers}, job);
    const double rounds = static_cast<double>(job.micro_batches);
    const auto forward =
        schedule::visible(compute.forward / layers, traffic.gather, slowdowns(job));
    const auto backward = schedule::visible(compute.backward / layers,
                                            traffic.gather + traffic.scatter, slowdowns(job));
    DataParallelTime t;
    t.parameters = rounds * (traffic.gather + (layers - 1.0) * forward.exposed);
    t.gradients =
        rounds * (traffic.scatter + (layers - 1.0) * backward.exposed) + layers * traffic.replicas;
    t.contention = rounds * (layers - 1.0) * (forward.contention + backward.contention);
    return t;
}

}  // namespace

DataParallelTime data_parallel_time(const plan::Stage& stage, const StageCompute& compute,
                                    const Job& job) {
    if (job.data.ranks == 1) {
        return {};
    }
    return job.scenario.plan.zero >= 3 ? per_layer(stage, compute, job)
                                       : per_step(stage, compute, job);
}

}  // namespace foretoken::train
