// What fills the memory of a host whose accelerators offload to it?
#include "memory/host.hpp"

#include "memory/activations.hpp"
#include "memory/held.hpp"
#include "memory/states.hpp"
#include "model/tuning.hpp"
#include "plan/legal.hpp"

namespace foretoken::memory {

Bytes host_footprint(const TrainScenario& s) {
    const Offload& o = s.plan.offload;
    if (!o.any()) {
        return {};
    }
    const std::vector<plan::Stage> stages =
        plan::stages(s.model, s.plan, model::frozen_layers(s.model, s.workload.tuning));
    const std::int64_t count = plan::micro_batches(s.plan, s.workload);
    const StateBytes per = state_bytes(s.workload, s.software);
    Bytes most;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const States held = states(s, stages[i]);
        const double in_flight =
            micro_batches_in_flight(s.plan, static_cast<std::int64_t>(i), count);
        // The host updates from gradients that it receives, and keeps the weights it sends.
        const double beside =
            per.elsewhere > 0.0 ? (per.gradients + per.weights) / per.elsewhere : 0.0;
        const Bytes updated = o.optimizer * (held.optimizer + beside * held.optimizer);
        most = max(most, updated + o.weights * (held.weights + held.frozen) +
                             o.activations * kept(s, stages[i], in_flight).activations);
    }
    const Cluster& c = s.cluster;
    const std::int64_t sharing =
        c.accelerators < c.node.accelerators ? c.accelerators : c.node.accelerators;
    return static_cast<double>(sharing) * most;
}

}  // namespace foretoken::memory
