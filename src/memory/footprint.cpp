// What fills the memory of an accelerator during training?
#include "memory/footprint.hpp"

#include "memory/activations.hpp"
#include "memory/communicators.hpp"
#include "memory/context.hpp"
#include "memory/held.hpp"
#include "memory/placeholders.hpp"
#include "memory/working.hpp"
#include "model/tuning.hpp"
#include "plan/legal.hpp"

namespace foretoken::memory {
namespace {

void append(StageMemory& memory, std::string_view key, std::string_view says, Bytes bytes) {
    memory.terms.push_back({.key = key, .says = says, .bytes = bytes});
    memory.total += bytes;
}

void append_states(const States& held, const Offload& o, StageMemory& memory) {
    append(memory, "weights", "weights", (1.0 - o.weights) * held.weights);
    append(memory, "frozen", "frozen weights", (1.0 - o.weights) * held.frozen);
    append(memory, "narrow", "copies of weights in the products' format", held.narrow);
    append(memory, "gradients", "gradient buffers", held.gradients);
    append(memory, "optimizer", "optimizer states and master weights",
           (1.0 - o.optimizer) * held.optimizer);
}

}  // namespace

std::vector<StageMemory> footprint(const TrainScenario& s) {
    const std::vector<plan::Stage> stages =
        plan::stages(s.model, s.plan, model::frozen_layers(s.model, s.workload.tuning));
    const std::int64_t count = plan::micro_batches(s.plan, s.workload);
    const Offload& o = s.plan.offload;
    const double groups = communicators(s.plan, s.model.experts.has_value());
    std::vector<StageMemory> list;
    list.reserve(stages.size());
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        const States held = states(s, stages[i]);
        const double in_flight = micro_batches_in_flight(s.plan, index, count);
        const Kept kept = memory::kept(s, stages[i], in_flight);
        const Bytes outputs =
            s.software.keeps_outputs && index + 1 < s.plan.pp ? in_flight * boundary(s) : Bytes{};
        // What leaves for the host stays until it is copied: one layer going, one coming back.
        const Bytes live = (1.0 - o.activations) * kept.activations + outputs;
        const Bytes moving = 2.0 * o.activations * kept.largest;
        const Bytes transient = max(kept.transient, table_gradient(s, stages[i], kept, in_flight)) +
                                min(moving, o.activations * kept.activations);
        StageMemory memory;
        memory.stage = index;
        memory.terms.reserve(12);
        append_states(held, o, memory);
        append(memory, "activations", "activations of micro-batches in flight", live);
        append(memory, "working", "recomputed or gathered for a moment",
               transient + gathered(s, stages[i]) + widened(s, stages[i]) + context_buffers(s));
        append(memory, "logits", "logits and loss", stages[i].output ? logits(s) : Bytes{});
        append(memory, "placeholders", "stand-ins for weight gradients",
               placeholders(s, stages[i]));
        memory.allocated = memory.total;
        append(memory, "step", "gradients joined for the optimizer step", held.flat);
        append(memory, "fragmentation", "held by the allocator beyond what is live",
               s.software.fragmentation.value * (live + transient));
        memory.reserved = memory.total;
        append(memory, "communicators", "buffers of communicators",
               groups * s.software.communicator_memory.value);
        append(memory, "fixed", "driver context and workspaces", s.software.fixed_memory.value);
        list.push_back(std::move(memory));
    }
    return list;
}

}  // namespace foretoken::memory
