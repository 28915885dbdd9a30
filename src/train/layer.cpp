// How long does one layer take on one rank, forward and backward?
#include "train/layer.hpp"

#include "base/account.hpp"
#include "kernel/elementwise.hpp"
#include "memory/footprint.hpp"
#include "model/operators.hpp"
#include "model/tuning.hpp"
#include "plan/trained.hpp"
#include "train/adapters.hpp"
#include "train/context.hpp"
#include "train/expert.hpp"
#include "train/host.hpp"
#include "train/job_account.hpp"
#include "train/offload.hpp"
#include "train/operator_account.hpp"
#include "train/operator_time.hpp"
#include "train/recompute.hpp"
#include "train/tensor.hpp"

namespace foretoken::train {
namespace {

// Times of a list of operators, and the pairs of products that tensor parallelism splits in it.
struct Block {
    Passes passes;
    TensorPair pair;
    bool has_pair = false;
    double adapter_kernels = 0.0;
    Seconds cheap;  // forward time of what selective recomputation repeats
    Seconds tail;   // forward time of the last product and what follows it
    Passes shared;  // of the passes: shared experts
};

Block block_time(const std::vector<model::Operator>& list, bool windowed, const Job& job,
                 Journal* journal) {
    const bool trained = model::trains_products(job.scenario.workload.tuning);
    Block block;
    for (const model::Operator& op : list) {
        OperatorTime t = operator_time(op, windowed, job);
        freeze(op, job, t, journal);
        const AdapterTime adapter = adapter_time(op, job, journal);
        if (journal != nullptr) {
            post_operator(op, windowed, trained, job, *journal);
        }
        block.passes.forward[Part::adapters] += adapter.forward;
        block.passes.backward[Part::adapters] += adapter.backward;
        block.adapter_kernels += adapter.kernels;
        block.passes.forward[t.part] += t.forward;
        block.passes.backward[t.part] += t.backward;
        block.passes.weight += t.weight_gradient;
        if (op.shared) {
            block.shared.forward[t.part] += t.forward;
            block.shared.backward[t.part] += t.backward;
        }
        block.cheap += op.recomputed ? t.forward : Seconds{};
        block.tail = op.kind == model::OperatorKind::gemm ? Seconds{} : block.tail;
        block.tail += t.forward + t.cast_forward;
        block.passes.forward[Part::cast] += t.cast_forward;
        block.passes.backward[Part::cast] += t.cast_backward;
        if (op.kind == model::OperatorKind::gemm && op.split == model::Split::column) {
            block.pair.column = t;
        }
        if (op.kind == model::OperatorKind::gemm && op.split == model::Split::row) {
            block.pair.row = t;
            block.has_pair = true;
        }
    }
    return block;
}

void add_tensor(const Block& block, const Job& job, Passes& passes, Journal* journal) {
    if (!block.has_pair) {
        return;
    }
    const TensorTime t = tensor_time(block.pair, job, journal);
    passes.forward[Part::tensor] += t.forward;
    passes.forward[Part::contention] += t.contention_forward;
    passes.backward[Part::tensor] += t.backward;
    passes.backward[Part::contention] += t.contention_backward;
}

// Each micro-batch adds its weight gradients to the buffer: the product reads and writes the buffer
// itself, or writes a 16-bit gradient that a second kernel adds. FSDP reduces them instead.
void add_accumulation(bool experts, const Job& job, Passes& passes, Journal* journal) {
    const TrainScenario& s = job.scenario;
    if (s.plan.zero >= 3 && !s.plan.no_sync) {
        return;
    }
    const double buffer = memory::state_bytes(s.workload, s.software).gradients;
    const double fused = 2.0 * buffer - 2.0;  // the product's own model already writes 16 bit
    const double apart = 2.0 + 2.0 * buffer;
    const double each = s.software.fused_accumulation ? fused : apart;
    const double parameters =
        plan::held_layer_parameters(s.model, s.plan, s.workload.tuning, experts).trained.total();
    const Bytes moved{each * parameters};
    const Seconds time = kernel::stream_time(moved, kernel::Stream::elementwise, job.accelerator(),
                                             job.calibration.kernel);
    passes.backward[Part::elementwise] += time;
    passes.weight += time;
    if (journal != nullptr) {
        journal->post(
            Direction::backward, Part::elementwise,
            moving_account(
                "accumulation", "weight gradients into their buffer",
                account::derived(
                    "moved", moved, "read and written",
                    {"each * parameters", "docs/models/training-step.md, \"Accumulation\""},
                    {account::input("each", Bytes{each}, "bytes per parameter",
                                    account::scenario(
                                        "software.gradient_format, software.fused_accumulation")),
                     account::input("parameters", parameters, "trained ones of a layer on one rank",
                                    account::elsewhere("scenario: model, plan"))}),
                job));
    }
}

// What a layer does before its mixture: attention with its collectives.
Passes attention_part(const Block& attention, const LayerKind& kind, const Job& job) {
    Passes passes = attention.passes;
    if (kind.experts) {
        add_tensor(attention, job, passes, nullptr);
        add_context(attention.passes, kind.windowed, job, passes);
    }
    return passes;
}

}  // namespace

Passes layer_time(const LayerKind& kind, const Job& job, Journal* journal) {
    const TrainScenario& s = job.scenario;
    const Block attention =
        block_time(model::attention_operators(s.model, s.software), kind.windowed, job, journal);
    const Block feed_forward =
        block_time(kind.experts ? model::expert_operators(s.model, s.software)
                                : model::dense_operators(s.model, s.software),
                   kind.windowed, job, journal);
    Passes passes = attention.passes;
    passes += feed_forward.passes;
    // A parallel block gathers its input and sums its outputs once for both halves.
    if (!s.model.parallel_block) {
        add_tensor(attention, job, passes, journal);
    }
    add_tensor(feed_forward, job, passes, journal);
    add_context(attention.passes, kind.windowed, job, passes, journal);
    const Passes before = attention_part(attention, kind, job);
    if (kind.experts) {
        add_expert_exchange(feed_forward.shared, job, passes, journal);
    }
    add_recomputation({.cheap = attention.cheap + feed_forward.cheap,
                       .tail = kind.experts ? Seconds{} : feed_forward.tail},
                      job, passes, journal);
    add_accumulation(kind.experts, job, passes, journal);
    add_host(kind.experts, attention.adapter_kernels + feed_forward.adapter_kernels, before, job,
             passes, journal);
    add_activation_offload(kind.experts, job, passes, journal);
    return passes;
}

}  // namespace foretoken::train
