// What does a stage hold from step to step, and what do its layers keep?
#include "memory/held.hpp"

#include "memory/activations.hpp"
#include "memory/states.hpp"
#include "model/tuning.hpp"
#include "plan/groups.hpp"
#include "plan/trained.hpp"

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
            .gradients = p.zero >= 2 && !p.no_sync ? n : 1.0,
            .optimizer = p.zero >= 1 ? n : 1.0};
}

// Trained parameters outside of the layers.
double outside(const TrainScenario& s, const plan::Stage& stage) {
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    const Tuning& t = s.workload.tuning;
    return plan::held_parameters(s.model, s.plan, t, stage).trained.shared -
           plan::held_parameters(s.model, s.plan, t, layers).trained.shared;
}

// Of the products in the layers: embedding and output stay in 16 bit. FSDP casts what it gathers.
double narrow(const TrainScenario& s, const plan::Stage& stage) {
    const double each = narrow_copies(s.workload.precision);
    if (each == 0.0 || s.plan.zero >= 3) {
        return 0.0;
    }
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    const double wide = narrow_rest(s.workload, s.software) ? 2.0 : 0.0;
    return (each - wide) * plan::local_parameters(s.model, s.plan, layers).total();
}

}  // namespace

States states(const TrainScenario& s, const plan::Stage& stage) {
    const StateBytes per = state_bytes(s.workload, s.software);
    const FlatBytes flat = flat_bytes(s.workload, s.software, s.plan.zero);
    const plan::Groups groups = plan::groups(s.plan);
    const Shards shared = shards(s.plan, groups.shard.ranks);
    const Shards expert = shards(s.plan, groups.expert_data.ranks);
    const plan::Held held = plan::held_parameters(s.model, s.plan, s.workload.tuning, stage);
    const plan::LocalParameters& local = held.trained;
    const double owned = local.shared / shared.optimizer + local.experts / expert.optimizer;
    const double rest = model::frozen_bytes(s.workload.tuning, s.workload.precision);
    return {
        .weights = {per.weights * (local.shared / shared.weights + local.experts / expert.weights)},
        .frozen = {rest *
                   (held.frozen.shared / shared.weights + held.frozen.experts / expert.weights)},
        .narrow = {narrow(s, stage)},
        .gradients = {(per.gradients + per.gradient_copy) *
                      (local.shared / shared.gradients + local.experts / expert.gradients)},
        .optimizer = {per.optimizer * owned +
                      (per.elsewhere - per.optimizer) * outside(s, stage) / shared.optimizer},
        .flat = {flat.held * local.total() + flat.owned * owned}};
}

Kept kept(const TrainScenario& s, const plan::Stage& stage, double in_flight) {
    Kept sum;
    const auto add = [&](std::int64_t layers, bool experts) {
        if (layers > 0) {
            const LayerActivations layer = layer_activations(s, experts);
            sum.activations += in_flight * static_cast<double>(layers) * layer.kept;
            sum.largest = max(sum.largest, layer.kept);
            sum.transient = max(sum.transient, layer.transient);
        }
    };
    const plan::LayerCounts& frozen = stage.frozen;
    add(stage.dense + stage.dense_windowed - frozen.dense - frozen.dense_windowed, false);
    add(stage.experts + stage.experts_windowed - frozen.experts - frozen.experts_windowed, true);
    add(stage.prediction, s.model.experts.has_value());
    return sum;
}

}  // namespace foretoken::memory
