// What does each rank of the pipeline work, and how long does the pipeline take?
#include "train/pipeline.hpp"

#include <utility>

#include "base/account.hpp"
#include "network/point_to_point_account.hpp"
#include "schedule/overlap.hpp"
#include "train/job_account.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/pipeline.md, Eq. 3";

// What crosses a stage boundary: each tensor rank sends its slice if the software splits it, else
// the whole tensor.
struct Hop {
    bool sliced;
    bool gathered;  // the slices are put together again
    Bytes whole;
    Bytes sent;
    network::Distance apart;
};

Hop hop_of(const Job& job) {
    const TrainScenario& s = job.scenario;
    const double width = bytes_per_element(job.activations) * static_cast<double>(s.model.hidden);
    const Bytes whole{width * job.tokens.whole};
    const bool sliced = s.plan.sequence_parallel || s.software.scatter_gather;
    return {.sliced = sliced,
            .gathered = sliced && !s.plan.sequence_parallel,
            .whole = whole,
            .sent = sliced ? whole / static_cast<double>(s.plan.tp) : whole,
            .apart = network::distance(s.cluster, job.pipeline_stride)};
}

Message message(const Job& job) {
    if (job.scenario.plan.pp == 1) {
        return {};
    }
    const Hop hop = hop_of(job);
    const Seconds sent =
        network::send_time(hop.sent, hop.apart, job.scenario.cluster, job.calibration.collective);
    const Seconds gathered =
        hop.gathered ? job.collective(network::Collective::all_gather, hop.whole, job.tensor)
                     : Seconds{};
    return {.time = sent + gathered, .bytes = hop.sent};
}

// What changes where a forward runs beside a backward of another micro-batch: both dispatches to
// experts hide behind the rest of either pass, and both messages to other stages behind what is
// left of that; being small, they do not slow it.
struct Beside {
    Parts change;
    Seconds early;  // the messages are on their way so long before the pair ends
};

Beside beside(const Passes& forward, const Passes& backward, Seconds hop, const Job& job) {
    const CollectiveCalibration& wires = job.calibration.collective;
    Parts both = forward.forward;
    both += backward.backward;
    const Seconds dispatch = both[Part::expert];
    const Seconds rest = both.total() - dispatch - both[Part::host];
    const auto seen = schedule::visible(rest, dispatch,
                                        {.compute_slowdown = wires.compute_slowdown,
                                         .communication_slowdown = wires.communication_slowdown});
    Beside pair;
    if (seen.exposed + seen.contention < dispatch) {
        pair.change[Part::expert] = seen.exposed - dispatch;
        pair.change[Part::contention] = seen.contention;
    }
    // The host launches both passes, as it does for either alone.
    const Seconds device = both.total() - both[Part::host] + pair.change.total();
    const Seconds launch = forward.launch_forward + backward.launch_backward;
    const Seconds idle = max(Seconds{}, launch - device);
    pair.change[Part::host] = idle - both[Part::host];
    const Seconds left = rest + pair.change[Part::contention] + idle +
                         wires.communication_slowdown * pair.change[Part::expert];
    pair.early = max(Seconds{}, left < 2.0 * hop ? 0.5 * left : hop);
    return pair;
}

schedule::Pipeline pipeline_of(const Job& job) {
    return {.schedule = job.scenario.plan.schedule,
            .ranks = job.scenario.plan.pp,
            .chunks = plan::chunks_held(job.scenario.plan),
            .micro_batches = job.micro_batches};
}

// The split of a backward pass: each half takes what the device or the host takes for it. The host
// launches about as many kernels for weight gradients as for the forward pass.
schedule::PieceWork piece_work(const Passes& one, Seconds shown, bool split) {
    const Seconds backward = one.backward.total();
    const Seconds device = backward - one.backward[Part::host] - one.weight;
    const Seconds host = one.launch_backward - one.launch_forward;
    // Where all backward passes are split, the host may hold up both halves of one.
    const Seconds input = split ? max(device, host) : min(backward, max(device, host));
    const Seconds weight = split ? max(one.weight, one.launch_forward) : backward - input;
    return {.forward = one.forward.total() + shown,
            .input_gradient = input + shown,
            .weight_gradient = weight};
}

}  // namespace

PipelineWork pipeline_work(const std::vector<Passes>& passes, const Job& job) {
    PipelineWork out{.pipeline = pipeline_of(job)};
    const Message hop = message(job);
    // Synchronous software sends and receives between passes: each crossing then costs its stage,
    // in filling and draining too.
    const bool waits = !job.scenario.software.overlap_pipeline;
    out.shown = waits ? hop : Message{};
    out.sent = waits ? Seconds{} : hop.time;
    const bool split = splits_backward(out.pipeline.schedule);
    out.pieces.reserve(static_cast<std::size_t>(out.pipeline.ranks * out.pipeline.chunks));
    for (std::int64_t rank = 0; rank < out.pipeline.ranks; ++rank) {
        const std::vector<std::size_t> held = plan::held(job.scenario.plan, rank);
        for (std::size_t chunk = 0; chunk < held.size(); ++chunk) {
            schedule::PieceWork piece = piece_work(passes[held[chunk]], out.shown.time, split);
            if (out.pipeline.schedule == Schedule::dualpipe) {
                const Beside b =
                    beside(passes[held[chunk]], passes[held[1 - chunk]], out.sent, job);
                piece.saved = -1.0 * b.change.total();
                piece.early = b.early;
                out.beside.push_back(b.change);
            }
            out.pieces.push_back(piece);
        }
    }
    return out;
}

PipelinePass pipeline_pass(const std::vector<Passes>& passes, const Job& job) {
    const PipelineWork work = pipeline_work(passes, job);
    const schedule::Pipeline& pipeline = work.pipeline;
    const bool split = splits_backward(pipeline.schedule);
    PipelinePass out;
    out.time = schedule::pipeline_time(pipeline, work.pieces, work.sent);
    const auto busiest = static_cast<std::int64_t>(out.time.busiest);
    const std::vector<std::size_t> held = plan::held(job.scenario.plan, busiest);
    const double times = static_cast<double>(schedule::micro_batches_per_chunk(pipeline));
    for (std::size_t chunk = 0; chunk < held.size(); ++chunk) {
        const Passes& one = passes[held[chunk]];
        out.work += times * one.forward;
        out.work += times * one.backward;
        if (!work.beside.empty()) {
            const auto pairs = schedule::pairs(pipeline, busiest, static_cast<std::int64_t>(chunk));
            const Parts change =
                static_cast<double>(pairs) * work.beside[out.time.busiest * held.size() + chunk];
            out.paired += change;
            out.work += change;
        }
        if (split) {
            const Seconds whole = one.forward.total() + one.backward.total();
            const Seconds longer = piece_work(one, {}, split).total() - whole;
            const Seconds before = out.work[Part::host];
            out.work[Part::host] = max(Seconds{}, before + times * longer);
            out.held_up += out.work[Part::host] - before;
        }
        out.boundaries += 2.0 * times * work.shown.time;
    }
    return out;
}

Account hop_account(const Job& job) {
    const TrainScenario& s = job.scenario;
    const Hop hop = hop_of(job);
    Account bytes = states_account("bytes", job);
    if (hop.sliced) {
        bytes = account::derived("bytes", hop.sent, "a tensor rank's slice of the hidden states",
                                 {"whole / tp", document},
                                 {account::named(std::move(bytes), "whole"),
                                  plan_input("tp", s.plan.tp, "tensor parallel")});
    }
    std::vector<Account> parts{network::send_account("send", "to the next stage", bytes, hop.apart,
                                                     s.cluster, job.calibration.collective)};
    if (hop.gathered && job.tensor.ranks > 1) {
        parts.push_back(collective_account("gather", "slices put together again",
                                           network::Collective::all_gather,
                                           states_account("bytes", job), job.tensor, job));
    }
    return account::sum("hop", "one stage boundary, one way", std::move(parts));
}

}  // namespace foretoken::train
