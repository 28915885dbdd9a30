// How much of reducing gradients and gathering parameters shows?
#include "train/data_parallel.hpp"

#include <algorithm>
#include <cmath>

#include "memory/footprint.hpp"
#include "model/tuning.hpp"
#include "plan/trained.hpp"
#include "schedule/overlap.hpp"
#include "train/buckets.hpp"
#include "train/fsdp.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

schedule::Overlap slowdowns(const Job& job) {
    return {.compute_slowdown = job.calibration.collective.compute_slowdown,
            .communication_slowdown = job.calibration.collective.communication_slowdown};
}

// Ranks that share one set of optimizer states, and the same shard in other sets.
struct Owners {
    const network::Group& all;
    const network::Group& shard;
    const network::Group& replica;
};

// Dense parameters have all data ranks, those of experts the ranks that hold the same experts.
Owners dense(const Job& job) {
    return {job.data, job.shard, job.replica};
}
Owners experts(const Job& job) {
    static const network::Group alone;
    return {job.expert_data, job.expert_data, alone};
}

Seconds reduce_time(Bytes bytes, const Owners& owners, const Job& job) {
    if (job.scenario.plan.zero == 0) {
        return job.collective(Collective::all_reduce, bytes, owners.all);
    }
    return job.collective(Collective::reduce_scatter, bytes, owners.shard) +
           job.collective(Collective::all_reduce, bytes / static_cast<double>(owners.shard.ranks),
                          owners.replica);
}

Seconds gather_time(Bytes bytes, const Owners& owners, const Job& job) {
    return job.scenario.plan.zero == 0
               ? Seconds{}
               : job.collective(Collective::all_gather, bytes, owners.shard);
}

// Equal buckets of one model chunk, dense and expert ones together: how many, and the mean time to
// reduce and to gather one.
struct Bucketed {
    double count = 0.0;
    Seconds reduce;
    Seconds gather;
};

Bucketed bucketed(const plan::LocalParameters& chunk, bool whole, const Job& job) {
    const Software& software = job.scenario.software;
    const memory::StateBytes bytes = memory::state_bytes(job.scenario.workload, software);
    const double size =
        std::max(software.bucket_parameters.value,
                 software.bucket_per_rank.value * static_cast<double>(job.data.ranks));
    Bucketed b;
    const auto add = [&](double parameters, const Owners& owners) {
        if (parameters == 0.0 || owners.all.ranks == 1) {
            return;
        }
        const double count = whole || size <= 0.0 ? 1.0 : std::ceil(parameters / size);
        b.count += count;
        b.reduce += count * reduce_time({bytes.gradients * parameters / count}, owners, job);
        b.gather += count * gather_time({bytes.travelling * parameters / count}, owners, job);
    };
    add(chunk.shared, dense(job));
    add(chunk.experts, experts(job));
    if (b.count > 0.0) {
        b.reduce = b.reduce / b.count;
        b.gather = b.gather / b.count;
    }
    return b;
}

// One of the two directions of a step's traffic, as far as it shows.
struct Direction {
    bool overlapped;
    bool whole_chunks;  // a chunk is sent when its pass is over, not bucket by bucket within it
    Seconds Bucketed::* one;
    Seconds pass;  // of one micro-batch through all chunks of the rank
    Seconds others;
};

schedule::Visible shown(const Direction& d, const plan::LocalParameters& all, const Job& job) {
    // Software that does not overlap sends everything at once.
    const double chunks = d.overlapped ? static_cast<double>(job.scenario.plan.vpp) : 1.0;
    const Bucketed b = bucketed({.shared = all.shared / chunks, .experts = all.experts / chunks},
                                !d.overlapped, job);
    const Seconds chunk = b.count * (b.*d.one);
    if (b.count == 0.0 || !d.overlapped) {
        return {.exposed = chunk, .contention = {}};
    }
    const double pieces = d.whole_chunks ? 1.0 : b.count;
    return bucket_time({.chunks = chunks,
                        .buckets = pieces,
                        .one = chunk / pieces,
                        .pass = d.pass / chunks,
                        .between = d.others},
                       slowdowns(job));
}

DataParallelTime per_step(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    const Plan& p = job.scenario.plan;
    const Software& software = job.scenario.software;
    const auto all =
        plan::held_parameters(job.scenario.model, p, job.scenario.workload.tuning, stage).trained;
    // Megatron's pipelines start a chunk's reduction on all stages when its last pass is over; only
    // the first stage of one without virtual stages, which ends last, reduces within the pass.
    const bool last_to_end = p.vpp == 1 && stage.embedding;
    const auto reduced = shown({.overlapped = software.overlap_gradients,
                                .whole_chunks = p.pp > 1 && !last_to_end,
                                .one = &Bucketed::reduce,
                                .pass = compute.backward,
                                .others = compute.others_backward},
                               all, job);
    const auto gathered = shown({.overlapped = software.overlap_parameters,
                                 .whole_chunks = false,
                                 .one = &Bucketed::gather,
                                 .pass = compute.forward,
                                 .others = compute.others_forward},
                                all, job);
    // Sharded gradients have no room to wait for the last micro-batch: each one is reduced.
    const bool each = p.zero == 2 && !p.no_sync;
    const double times = each ? static_cast<double>(job.micro_batches) : 1.0;
    return {.gradients = times * reduced.exposed,
            .parameters = gathered.exposed,
            .contention = times * reduced.contention + gathered.contention};
}

// Of one micro-batch under FSDP; with `scatters` gradients are reduced.
ShardedPass sharded_pass(const plan::Stage& stage, const StageCompute& c, const Job& job) {
    const TrainScenario& s = job.scenario;
    const memory::StateBytes bytes = memory::state_bytes(s.workload, s.software);
    plan::Stage layers_alone = stage;
    layers_alone.embedding = false;
    layers_alone.output = false;
    const Tuning& tuning = s.workload.tuning;
    const plan::Held all = plan::held_parameters(s.model, s.plan, tuning, stage);
    const plan::Held layers = plan::held_parameters(s.model, s.plan, tuning, layers_alone);
    const double rest = model::frozen_bytes(tuning, s.workload.precision);
    // Trained weights travel in the format of the products, frozen ones in that in which they rest.
    const auto gather = [&](double trained, double frozen, const Owners& owners) {
        return gather_time({bytes.travelling * trained + rest * frozen}, owners, job);
    };
    const auto scatter = [&](double parameters, const Owners& owners) {
        return reduce_time({bytes.gradients * parameters}, owners, job);
    };
    const plan::LocalParameters& trained = layers.trained;
    const plan::LocalParameters& frozen = layers.frozen;
    const double root = all.trained.shared - trained.shared;
    const double root_frozen = all.frozen.shared - frozen.shared;
    return {.layers = c.layers,
            .forward = (c.forward - c.head_forward) / c.layers,
            .backward = (c.backward - c.head_backward) / c.layers,
            .head_forward = c.head_forward,
            .head_backward = c.head_backward,
            .gather = gather(trained.shared / c.layers, frozen.shared / c.layers, dense(job)) +
                      gather(trained.experts / c.layers, frozen.experts / c.layers, experts(job)),
            .scatter = scatter(trained.shared / c.layers, dense(job)) +
                       scatter(trained.experts / c.layers, experts(job)),
            .root_gather = gather(root, root_frozen, dense(job)),
            .root_scatter = scatter(root, dense(job)),
            .gathers_again = s.plan.zero >= 3};
}

DataParallelTime per_layer(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    ShardedPass pass = sharded_pass(stage, compute, job);
    const schedule::Overlap overlap = slowdowns(job);
    const ShardedTime last = sharded_time(pass, overlap);
    pass.scatters = !job.scenario.plan.no_sync;
    const ShardedTime other = sharded_time(pass, overlap);
    const double others = static_cast<double>(job.micro_batches - 1);
    return {.gradients = last.gradients + others * other.gradients,
            .parameters = last.parameters + others * other.parameters,
            .contention = last.contention + others * other.contention};
}

}  // namespace

DataParallelTime data_parallel_time(const plan::Stage& stage, const StageCompute& compute,
                                    const Job& job) {
    if (job.data.ranks == 1 && job.expert_data.ranks == 1) {
        return {};
    }
    const std::int64_t zero = job.scenario.plan.zero;
    return zero >= 3 || (zero == 2 && job.scenario.software.fsdp) ? per_layer(stage, compute, job)
                                                                  : per_step(stage, compute, job);
}

Seconds tied_embedding_time(const Job& job) {
    const TrainScenario& s = job.scenario;
    if (s.plan.pp == 1 || !s.model.tied_embeddings) {
        return {};
    }
    const double parameters =
        static_cast<double>(s.model.vocabulary * s.model.hidden) / static_cast<double>(s.plan.tp);
    const Bytes bytes{memory::state_bytes(s.workload, s.software).gradients * parameters};
    const auto ends = network::place(s.cluster, 2, job.pipeline_stride * (s.plan.pp - 1));
    return job.collective(Collective::all_reduce, bytes, ends);
}

}  // namespace foretoken::train
