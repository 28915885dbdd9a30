// How much of reducing gradients and gathering parameters shows?
#include "train/data_parallel.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "memory/footprint.hpp"
#include "model/tuning.hpp"
#include "plan/trained.hpp"
#include "train/buckets.hpp"
#include "train/fsdp.hpp"
#include "train/hidden.hpp"
#include "train/job_account.hpp"
#include "train/owners.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

constexpr const char* document = "docs/models/data-parallel.md";

// Parameters that travel together, with the bytes of each.
struct Cargo {
    const char* name;
    double parameters;
    double each;
    const char* path;  // of the scenario, which says how many bytes
    Bytes bytes() const { return {each * parameters}; }
    Account account() const {
        return account::derived(
            "bytes", bytes(), "that travel together", {"parameters * each", document},
            {account::input("parameters", parameters, "on one rank",
                            account::elsewhere("scenario: model, plan")),
             account::input("each", Bytes{each}, "bytes per parameter", account::scenario(path))});
    }
};

// The two directions of travel, as times or as accounts.
template <class W>
W reduced(const Cargo& cargo, const Owners& owners, const Job& job) {
    if (cargo.parameters == 0.0) {
        return {};
    }
    if constexpr (std::is_same_v<W, Seconds>) {
        return reduce_time(cargo.bytes(), owners, job);
    } else {
        return {reduce_account(cargo.name, cargo.account(), owners, job)};
    }
}
template <class W>
W gathered(const Cargo& cargo, const Owners& owners, const Job& job) {
    if (cargo.parameters == 0.0) {
        return {};
    }
    if constexpr (std::is_same_v<W, Seconds>) {
        return gather_time(cargo.bytes(), owners, job);
    } else {
        return {gather_account(cargo.name, cargo.account(), owners, job)};
    }
}

// Equal buckets of one model chunk, dense and expert ones together: how many, and the time to
// send all of them.
template <class W>
struct Bucketed {
    double count = 0.0;
    W all{};
};

enum class Travel { reduce, gather };

template <class W>
Bucketed<W> bucketed(const plan::LocalParameters& chunk, bool whole, Travel travel,
                     const Job& job) {
    const Software& software = job.scenario.software;
    const memory::StateBytes bytes = memory::state_bytes(job.scenario.workload, software);
    const double size =
        std::max(software.bucket_parameters.value,
                 software.bucket_per_rank.value * static_cast<double>(job.data.ranks));
    Bucketed<W> b;
    const auto add = [&](const char* name, double parameters, const Owners& owners) {
        if (parameters == 0.0 || owners.all.ranks == 1) {
            return;
        }
        const double count = whole || size <= 0.0 ? 1.0 : std::ceil(parameters / size);
        const bool reduces = travel == Travel::reduce;
        const Cargo cargo{
            .name = name,
            .parameters = parameters / count,
            .each = reduces ? bytes.gradients : bytes.travelling,
            .path = reduces ? "software.gradient_format" : "workload.precision, software"};
        b.count += count;
        b.all =
            b.all +
            times(count, reduces ? reduced<W>(cargo, owners, job) : gathered<W>(cargo, owners, job),
                  "buckets");
    };
    add("dense", chunk.shared, dense_owners(job));
    add("experts", chunk.experts, expert_owners(job));
    return b;
}

// One of the two directions of a step's traffic, as far as it shows.
struct Way {
    Travel travel;
    bool overlapped;
    bool whole_chunks;  // a chunk is sent when its pass is over, not bucket by bucket within it
    Seconds pass;       // of one micro-batch through all chunks of the rank
    Seconds others;
};

template <class W>
Shown<W> shown_of(const Way& way, const plan::LocalParameters& all, const Job& job) {
    // Software that does not overlap sends everything at once.
    const double chunks = way.overlapped ? static_cast<double>(job.scenario.plan.vpp) : 1.0;
    const Bucketed<W> b =
        bucketed<W>({.shared = all.shared / chunks, .experts = all.experts / chunks},
                    !way.overlapped, way.travel, job);
    if (b.count == 0.0 || !way.overlapped) {
        return {.exposed = named(b.all, "all", "everything at once"), .contention = {}};
    }
    const double pieces = way.whole_chunks ? 1.0 : b.count;
    return bucket_time<W>(
        {.chunks = chunks,
         .buckets = pieces,
         .one = times(1.0 / pieces, named(b.all, "chunk", "all buckets of a chunk"),
                      "one of its buckets"),
         .pass = way.pass / chunks,
         .between = way.others},
        slowed(job.calibration.collective), job.calibration.collective.from);
}

template <class W>
DataParallel<W> per_step(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    const Plan& p = job.scenario.plan;
    const Software& software = job.scenario.software;
    const auto all =
        plan::held_parameters(job.scenario.model, p, job.scenario.workload.tuning, stage).trained;
    // Megatron's pipelines start a chunk's reduction on all stages when its last pass is over; only
    // the first stage of one without virtual stages, which ends last, reduces within the pass.
    const bool last_to_end = p.vpp == 1 && stage.embedding;
    const auto reduction = shown_of<W>({.travel = Travel::reduce,
                                        .overlapped = software.overlap_gradients,
                                        .whole_chunks = p.pp > 1 && !last_to_end,
                                        .pass = compute.backward,
                                        .others = compute.others_backward},
                                       all, job);
    const auto gather = shown_of<W>({.travel = Travel::gather,
                                     .overlapped = software.overlap_parameters,
                                     .whole_chunks = false,
                                     .pass = compute.forward,
                                     .others = compute.others_forward},
                                    all, job);
    // Sharded gradients have no room to wait for the last micro-batch: each one is reduced.
    const bool each = p.zero == 2 && !p.no_sync;
    const double rounds = each ? static_cast<double>(job.micro_batches) : 1.0;
    return {.gradients = times(rounds, reduction.exposed, "micro-batches"),
            .parameters = gather.exposed,
            .contention = times(rounds, reduction.contention, "micro-batches") + gather.contention};
}

// Weights of a unit under FSDP: trained ones travel in the format of the products, frozen ones in
// that in which they rest.
template <class W>
W gathered_unit(const char* name, double trained, double frozen, const Owners& owners,
                const Job& job) {
    const Workload& work = job.scenario.workload;
    const memory::StateBytes bytes = memory::state_bytes(work, job.scenario.software);
    const double rest = model::frozen_bytes(work.tuning, work.precision);
    const double parameters = trained + frozen;
    const double each =
        parameters > 0.0 ? (bytes.travelling * trained + rest * frozen) / parameters : 0.0;
    return gathered<W>({name, parameters, each, "workload.precision, workload.tuning"}, owners,
                       job);
}

// Of one micro-batch under FSDP.
template <class W>
ShardedPass<W> sharded_pass(const plan::Stage& stage, const StageCompute& c, const Job& job) {
    const TrainScenario& s = job.scenario;
    plan::Stage layers_alone = stage;
    layers_alone.embedding = false;
    layers_alone.output = false;
    const Tuning& tuning = s.workload.tuning;
    const plan::Held all = plan::held_parameters(s.model, s.plan, tuning, stage);
    const plan::Held layers = plan::held_parameters(s.model, s.plan, tuning, layers_alone);
    const double bytes = memory::state_bytes(s.workload, s.software).gradients;
    const auto scatter = [&](const char* name, double parameters, const Owners& owners) {
        return reduced<W>({name, parameters, bytes, "software.gradient_format"}, owners, job);
    };
    const plan::LocalParameters& trained = layers.trained;
    const plan::LocalParameters& frozen = layers.frozen;
    const double root = all.trained.shared - trained.shared;
    const double root_frozen = all.frozen.shared - frozen.shared;
    const Owners dense = dense_owners(job);
    const Owners experts = expert_owners(job);
    return {.layers = c.layers,
            .forward = (c.forward - c.head_forward) / c.layers,
            .backward = (c.backward - c.head_backward) / c.layers,
            .head_forward = c.head_forward,
            .head_backward = c.head_backward,
            .gather = gathered_unit<W>("dense", trained.shared / c.layers, frozen.shared / c.layers,
                                       dense, job) +
                      gathered_unit<W>("experts", trained.experts / c.layers,
                                       frozen.experts / c.layers, experts, job),
            .scatter = scatter("dense_gradients", trained.shared / c.layers, dense) +
                       scatter("expert_gradients", trained.experts / c.layers, experts),
            .root_gather = gathered_unit<W>("root", root, root_frozen, dense, job),
            .root_scatter = scatter("root_gradients", root, dense),
            .gathers_again = s.plan.zero >= 3};
}

template <class W>
DataParallel<W> per_layer(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    ShardedPass<W> pass = sharded_pass<W>(stage, compute, job);
    const CollectiveCalibration& wires = job.calibration.collective;
    const ShardedTime<W> last = sharded_time(pass, slowed(wires), wires.from);
    pass.scatters = !job.scenario.plan.no_sync;
    const ShardedTime<W> other = sharded_time(pass, slowed(wires), wires.from);
    const double others = static_cast<double>(job.micro_batches - 1);
    const auto both = [&](const W& of_last, const W& of_other) {
        return named(of_last, "last_micro_batch", "the last micro-batch") +
               times(others, named(of_other, "micro_batch", "of each other micro-batch"),
                     "micro-batches but the last");
    };
    return {.gradients = both(last.gradients, other.gradients),
            .parameters = both(last.parameters, other.parameters),
            .contention = both(last.contention, other.contention)};
}

// Weights or gradients travel layer by layer.
bool by_layer(const Job& job) {
    const std::int64_t zero = job.scenario.plan.zero;
    return zero >= 3 || (zero == 2 && job.scenario.software.fsdp);
}

template <class W>
DataParallel<W> data_parallel(const plan::Stage& stage, const StageCompute& compute,
                              const Job& job) {
    if (job.data.ranks == 1 && job.expert_data.ranks == 1) {
        return {};
    }
    return by_layer(job) ? per_layer<W>(stage, compute, job) : per_step<W>(stage, compute, job);
}

// Gradients of tied embeddings, and the two ranks that hold them.
struct Tied {
    Cargo cargo;
    network::Group ends;
};

Tied tied(const Job& job) {
    const TrainScenario& s = job.scenario;
    return {.cargo = {.name = "tied",
                      .parameters = static_cast<double>(s.model.vocabulary * s.model.hidden) /
                                    static_cast<double>(s.plan.tp),
                      .each = memory::state_bytes(s.workload, s.software).gradients,
                      .path = "software.gradient_format"},
            .ends = network::place(s.cluster, 2, job.pipeline_stride * (s.plan.pp - 1))};
}

}  // namespace

DataParallelTime data_parallel_time(const plan::Stage& stage, const StageCompute& compute,
                                    const Job& job) {
    return data_parallel<Seconds>(stage, compute, job);
}

DataParallel<Traced> data_parallel_account(const plan::Stage& stage, const StageCompute& compute,
                                           const Job& job) {
    return data_parallel<Traced>(stage, compute, job);
}

bool in_every_micro_batch(const Job& job) {
    return by_layer(job) || (job.scenario.plan.zero == 2 && !job.scenario.plan.no_sync);
}

DataParallelBytes data_parallel_bytes(const plan::Stage& stage, const Job& job) {
    if (in_every_micro_batch(job)) {
        return {};
    }
    const TrainScenario& s = job.scenario;
    const double trained =
        plan::held_parameters(s.model, s.plan, s.workload.tuning, stage).trained.total();
    const memory::StateBytes bytes = memory::state_bytes(s.workload, s.software);
    return {.gradients = {bytes.gradients * trained}, .parameters = {bytes.travelling * trained}};
}

Seconds tied_embedding_time(const Job& job) {
    const TrainScenario& s = job.scenario;
    if (s.plan.pp == 1 || !s.model.tied_embeddings) {
        return {};
    }
    const Tied t = tied(job);
    return job.collective(Collective::all_reduce, t.cargo.bytes(), t.ends);
}

Account tied_embedding_account(const Job& job) {
    if (tied_embedding_time(job).value == 0.0) {
        return account::sum("tied", "", {});
    }
    const Tied t = tied(job);
    return collective_account("tied", "gradients of the embedding, first and last stage",
                              Collective::all_reduce, t.cargo.account(), t.ends, job);
}

}  // namespace foretoken::train
