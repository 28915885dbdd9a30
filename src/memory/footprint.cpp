// What fills the memory of an accelerator during training?
#include "memory/footprint.hpp"

#include <algorithm>

#include "memory/activations.hpp"
#include "memory/communicators.hpp"
#include "memory/context.hpp"
#include "memory/held.hpp"
#include "memory/placeholders.hpp"
#include "model/tuning.hpp"
#include "plan/groups.hpp"
#include "plan/legal.hpp"
#include "plan/trained.hpp"

namespace foretoken::memory {
namespace {

// ZeRO-3 gathers whole layers for a moment: the one in work and the one fetched ahead.
Bytes gathered(const TrainScenario& s, const plan::Stage& stage) {
    if (s.plan.zero < 3) {
        return {};
    }
    const bool experts = stage.experts + stage.experts_windowed > 0;
    const plan::Held layer =
        plan::held_layer_parameters(s.model, s.plan, s.workload.tuning, experts);
    const plan::Groups groups = plan::groups(s.plan);
    const StateBytes per = state_bytes(s.workload, s.software);
    const double rest = model::frozen_bytes(s.workload.tuning, s.workload.precision);
    // A rank that shares with nobody holds them already.
    const auto from_others = [&](const plan::LocalParameters& p) {
        return (groups.shard.ranks > 1 ? p.shared : 0.0) +
               (groups.expert_data.ranks > 1 ? p.experts : 0.0);
    };
    return {(2.0 * per.weights + per.gradients) * from_others(layer.trained) +
            2.0 * rest * from_others(layer.frozen)};
}

// A frozen weight in a narrow format is widened for its product: one layer's at most.
Bytes widened(const TrainScenario& s, const plan::Stage& stage) {
    const Workload& w = s.workload;
    if (w.tuning.method != Method::lora || model::frozen_bytes(w.tuning, w.precision) >= 2.0) {
        return {};
    }
    const bool experts = stage.experts + stage.experts_windowed > 0;
    return {2.0 * plan::local_layer_parameters(s.model, s.plan, experts).total()};
}

// The gradient of the embedding's table is written whole, in the format of the activations, and
// then added to its buffer. By then its micro-batch has let go of its activations.
Bytes table_gradient(const TrainScenario& s, const plan::Stage& stage, const Kept& kept,
                     double in_flight) {
    const bool written = stage.embedding && model::trains_embedding(s.workload.tuning);
    const StateBytes per = state_bytes(s.workload, s.software);
    if (!written || per.gradients + per.gradient_copy <= per.weights) {
        return {};
    }
    const Bytes table{per.weights * model::embedding_parameters(s.model) /
                      static_cast<double>(s.plan.tp)};
    return max(Bytes{}, table - kept.activations / std::max(1.0, in_flight));
}

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
