// What fills the memory of an accelerator during training?
#include "memory/footprint.hpp"

#include <algorithm>

#include "memory/activations.hpp"
#include "plan/groups.hpp"
#include "plan/legal.hpp"
#include "plan/local.hpp"
#include "plan/stages.hpp"

namespace foretoken::memory {
namespace {

// By how many ranks ZeRO divides each kind of state.
struct Shards {
    double weights = 1.0;
    double gradients = 1.0;
    double optimizer = 1.0;
};

Shards shards(const Plan& p, std::int64_t ranks) {
    const double n = static_cast<double>(ranks);
    return {.weights = p.zero >= 3 ? n : 1.0,
            .gradients = p.zero >= 2 ? n : 1.0,
            .optimizer = p.zero >= 1 ? n : 1.0};
}

struct States {
    Bytes weights;
    Bytes gradients;
    Bytes optimizer;
};

States states(const TrainScenario& s, const plan::LocalParameters& local) {
    const StateBytes per = state_bytes(s.workload, s.software);
    const plan::Groups groups = plan::groups(s.plan);
    const Shards shared = shards(s.plan, groups.shard.ranks);
    const Shards expert = shards(s.plan, groups.expert_data.ranks);
    return {
        .weights = {per.weights * (local.shared / shared.weights + local.experts / expert.weights)},
        .gradients = {(per.gradients + per.gradient_copy) *
                      (local.shared / shared.gradients + local.experts / expert.gradients)},
        .optimizer = {per.optimizer *
                      (local.shared / shared.optimizer + local.experts / expert.optimizer)}};
}

// ZeRO-3 gathers whole layers for a moment: the one in work and the one fetched ahead.
Bytes gathered(const TrainScenario& s, const plan::Stage& stage) {
    if (s.plan.zero < 3) {
        return {};
    }
    const bool experts = stage.experts + stage.experts_windowed > 0;
    const plan::LocalParameters layer = plan::local_layer_parameters(s.model, s.plan, experts);
    const plan::Groups groups = plan::groups(s.plan);
    const StateBytes per = state_bytes(s.workload, s.software);
    // A rank that shares with nobody holds them already.
    const double from_others = (groups.shard.ranks > 1 ? layer.shared : 0.0) +
                               (groups.expert_data.ranks > 1 ? layer.experts : 0.0);
    return {(2.0 * per.weights + per.gradients) * from_others};
}

struct Kept {
    Bytes activations;
    Bytes transient;
};

Kept activations(const TrainScenario& s, const plan::Stage& stage, double in_flight) {
    Kept sum;
    const auto add = [&](std::int64_t layers, bool experts) {
        if (layers > 0) {
            const LayerActivations layer = layer_activations(s, experts);
            sum.activations += in_flight * static_cast<double>(layers) * layer.kept;
            sum.transient = max(sum.transient, layer.transient);
        }
    };
    add(stage.dense + stage.dense_windowed, false);
    add(stage.experts + stage.experts_windowed, true);
    add(stage.prediction, s.model.experts.has_value());
    return sum;
}

void append(StageMemory& memory, std::string_view key, std::string_view says, Bytes bytes) {
    memory.terms.push_back({.key = key, .says = says, .bytes = bytes});
    memory.total += bytes;
}

}  // namespace

StateBytes state_bytes(const Workload& w, const Software& software) {
    if (w.precision == Precision::fp32 || w.precision == Precision::tf32) {
        return {.weights = 4.0, .gradients = 4.0, .optimizer = 8.0};
    }
    const bool apart = software.separate_accumulation && w.precision == Precision::bf16;
    return {.weights = 2.0,
            .gradients = w.pure_precision ? 2.0
                         : apart          ? 4.0
                                          : bytes_per_element(software.gradient_format),
            .gradient_copy = apart ? 2.0 : 0.0,
            .optimizer = 12.0};
}

std::vector<StageMemory> footprint(const TrainScenario& s) {
    const std::vector<plan::Stage> stages = plan::stages(s.model, s.plan);
    const std::int64_t count = plan::micro_batches(s.plan, s.workload);
    std::vector<StageMemory> list;
    list.reserve(stages.size());
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        const States held = states(s, plan::local_parameters(s.model, s.plan, stages[i]));
        const double in_flight = micro_batches_in_flight(s.plan, index, count);
        Kept kept = activations(s, stages[i], in_flight);
        if (s.software.keeps_outputs && index + 1 < s.plan.pp) {
            kept.activations += in_flight * boundary(s);
        }
        StageMemory memory;
        memory.stage = index;
        memory.terms.reserve(8);
        append(memory, "weights", "weights", held.weights);
        append(memory, "gradients", "gradient buffers", held.gradients);
        append(memory, "optimizer", "optimizer states and master weights", held.optimizer);
        append(memory, "activations", "activations of micro-batches in flight", kept.activations);
        append(memory, "working", "recomputed or gathered for a moment",
               kept.transient + gathered(s, stages[i]));
        append(memory, "logits", "logits and loss", stages[i].output ? logits(s) : Bytes{});
        append(memory, "fragmentation", "held by the allocator beyond what is live",
               s.software.fragmentation.value * (kept.activations + kept.transient));
        append(memory, "fixed", "driver context, communication buffers, workspaces",
               s.software.fixed_memory.value);
        list.push_back(std::move(memory));
    }
    return list;
}

}  // namespace foretoken::memory
