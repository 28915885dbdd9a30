// What does each rank of the pipeline work, and how long does the pipeline take?
#include "train/pipeline.hpp"

#include "network/point_to_point.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {
namespace {

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

// By how much the parts change where a forward runs beside a backward of another micro-batch.
Parts beside(const Passes& forward, const Passes& backward, const Job& job) {
    Parts change;
    const Seconds dispatch = forward.forward[Part::expert] + backward.backward[Part::expert];
    const auto seen = schedule::visible(
        forward.forward.compute() + backward.backward.compute(), dispatch,
        {.compute_slowdown = job.calibration.collective.compute_slowdown,
         .communication_slowdown = job.calibration.collective.communication_slowdown});
    if (seen.exposed + seen.contention < dispatch) {
        change[Part::expert] = seen.exposed - dispatch;
        change[Part::contention] = seen.contention;
    }
    return change;
}

schedule::Pipeline pipeline_of(const Job& job) {
    return {.schedule = job.scenario.plan.schedule,
            .ranks = job.scenario.plan.pp,
            .chunks = plan::chunks_held(job.scenario.plan),
            .micro_batches = job.micro_batches};
}

// What one rank works on, chunk by chunk.
struct RankWork {
    std::vector<const Passes*> chunks;
    std::vector<Parts> beside;  // by how much each chunk's forward changes in a pair
};

RankWork rank_work(const std::vector<Passes>& passes, std::int64_t rank, const Job& job) {
    RankWork r;
    for (const std::size_t chunk : plan::held(job.scenario.plan, rank)) {
        r.chunks.push_back(&passes[chunk]);
    }
    r.beside.resize(r.chunks.size());
    if (job.scenario.plan.schedule == Schedule::dualpipe) {
        r.beside[0] = beside(*r.chunks[0], *r.chunks[1], job);
        r.beside[1] = beside(*r.chunks[1], *r.chunks[0], job);
    }
    return r;
}

}  // namespace

PipelinePass pipeline_pass(const std::vector<Passes>& passes, const Job& job) {
    const schedule::Pipeline pipeline = pipeline_of(job);
    const Seconds hop = hop_time(job);
    const bool waits = !job.scenario.software.overlap_pipeline;
    // Synchronous software sends and receives between passes: each crossing then costs its stage,
    // in filling and draining too.
    const Seconds shown = waits ? hop : Seconds{};
    std::vector<schedule::PieceWork> work;
    work.reserve(static_cast<std::size_t>(pipeline.ranks * pipeline.chunks));
    for (std::int64_t rank = 0; rank < pipeline.ranks; ++rank) {
        const RankWork r = rank_work(passes, rank, job);
        for (std::size_t chunk = 0; chunk < r.chunks.size(); ++chunk) {
            const Passes& one = *r.chunks[chunk];
            work.push_back({.forward = one.forward.total() + shown,
                            .input_gradient = one.backward.total() - one.weight + shown,
                            .weight_gradient = one.weight,
                            .saved = -1.0 * r.beside[chunk].total()});
        }
    }
    PipelinePass out;
    out.time = schedule::pipeline_time(pipeline, work, waits ? Seconds{} : hop);
    const auto busiest = static_cast<std::int64_t>(out.time.busiest);
    const RankWork r = rank_work(passes, busiest, job);
    const double times = static_cast<double>(schedule::micro_batches_per_chunk(pipeline));
    for (std::size_t chunk = 0; chunk < r.chunks.size(); ++chunk) {
        const auto pairs = schedule::pairs(pipeline, busiest, static_cast<std::int64_t>(chunk));
        out.work += times * r.chunks[chunk]->forward;
        out.work += times * r.chunks[chunk]->backward;
        out.work += static_cast<double>(pairs) * r.beside[chunk];
        out.boundaries += 2.0 * times * shown;
    }
    return out;
}

}  // namespace foretoken::train
