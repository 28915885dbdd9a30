// How much of the exchange of keys and values between context ranks shows?
#include "train/context.hpp"

#include "model/operators.hpp"
#include "network/point_to_point.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {

void add_context(const Passes& attention, const Job& job, Passes& passes) {
    const TrainScenario& s = job.scenario;
    const double cp = static_cast<double>(s.plan.cp);
    if (s.plan.cp == 1) {
        return;
    }
    const model::AttentionWidth width = model::attention_width(s.model);
    const double heads = static_cast<double>(s.plan.tp);
    const Bytes chunk{bytes_per_element(job.activations) * job.tokens.whole *
                      static_cast<double>(width.key + width.value) / heads};
    // A ring moves at the pace of its slowest hop.
    const auto farthest = network::distance(s.cluster, s.plan.tp * s.plan.cp - 1);
    const schedule::Overlap slow{
        .compute_slowdown = job.calibration.collective.compute_slowdown,
        .communication_slowdown = job.calibration.collective.communication_slowdown};
    const auto add = [&](Bytes bytes, const Parts& compute, Parts& to) {
        const Seconds hop =
            network::send_time(bytes, farthest, s.cluster, job.calibration.collective);
        const auto step = schedule::visible(compute[Part::attention] / cp, hop, slow);
        to[Part::context] += (cp - 1.0) * step.exposed;
        to[Part::contention] += (cp - 1.0) * step.contention;
    };
    add(chunk, attention.forward, passes.forward);
    add(2.0 * chunk, attention.backward, passes.backward);
}

}  // namespace foretoken::train
