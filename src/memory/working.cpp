// What does a stage hold for a moment beside its states and activations?
#include "memory/working.hpp"

#include <algorithm>

#include "memory/states.hpp"
#include "model/parameters.hpp"
#include "model/tuning.hpp"
#include "plan/groups.hpp"
#include "plan/trained.hpp"

namespace foretoken::memory {

bool has_experts(const plan::Stage& stage) {
    return stage.experts + stage.experts_windowed > 0;
}

Bytes gathered(const TrainScenario& s, const plan::Stage& stage) {
    if (s.plan.zero < 3) {
        return {};
    }
    const bool experts = has_experts(stage);
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

Bytes widened(const TrainScenario& s, const plan::Stage& stage) {
    const Workload& w = s.workload;
    if (w.tuning.method != Method::lora || model::frozen_bytes(w.tuning, w.precision) >= 2.0) {
        return {};
    }
    const bool experts = has_experts(stage);
    return {2.0 * plan::local_layer_parameters(s.model, s.plan, experts).total()};
}

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

}  // namespace foretoken::memory
