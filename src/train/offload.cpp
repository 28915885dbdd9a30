// How much of moving states, weights and activations to the host and back shows?
#include "train/offload.hpp"

#include <algorithm>

#include "memory/activations.hpp"
#include "memory/footprint.hpp"
#include "memory/held.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {
namespace {

double sharing(const Job& job) {
    const Cluster& c = job.scenario.cluster;
    return static_cast<double>(std::min(c.accelerators, c.node.accelerators));
}

// Copies run on engines of their own: nothing is slowed beside them.
Seconds left_over(Seconds compute, Seconds copy) {
    return schedule::visible(compute, copy, {}).exposed;
}

}  // namespace

Outcome check_offload(const TrainScenario& s) {
    if (!s.plan.offload.any()) {
        return Done{};
    }
    const Node& node = s.cluster.node;
    const auto missing = [&](const char* field, const char* what, const char* like) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "plan.offload",
                     .message = std::string("nothing can be offloaded: ") + what,
                     .hint = std::string("give ") + field + ", for example " + like};
    };
    if (node.accelerator.host_link.value.value <= 0.0) {
        return missing("cluster.node.accelerator.host_link",
                       "the accelerator's link to its host is not known", "64 GB/s");
    }
    if (node.host_bandwidth.value.value <= 0.0) {
        return missing("cluster.node.host_bandwidth", "the rate of the host's memory is not known",
                       "600 GB/s");
    }
    if (s.software.host_copy.value <= 0.0 || s.software.host_update.value <= 0.0) {
        return missing("software.host_copy and software.host_update",
                       "what the software reaches of the host's rates is not known",
                       "0.85 and 0.45");
    }
    return Done{};
}

Bandwidth host_copy_rate(const Job& job) {
    const Node& node = job.scenario.cluster.node;
    const Bandwidth link = job.scenario.software.host_copy.value * node.accelerator.host_link.value;
    return min(link, node.host_bandwidth.value / sharing(job));
}

Bandwidth host_update_rate(const Job& job) {
    return job.scenario.software.host_update.value *
           job.scenario.cluster.node.host_bandwidth.value / sharing(job);
}

void add_activation_offload(bool experts, const Job& job, Passes& passes) {
    const double share = job.scenario.plan.offload.activations;
    if (share == 0.0) {
        return;
    }
    const memory::LayerActivations layer = memory::layer_activations(job.scenario, experts);
    const Seconds copy = share * layer.kept / host_copy_rate(job);
    passes.forward[Part::offload] += left_over(passes.forward.total(), copy);
    passes.backward[Part::offload] += left_over(passes.backward.total(), copy);
}

Seconds weight_offload_time(const plan::Stage& stage, const StageCompute& compute, const Job& job) {
    const double share = job.scenario.plan.offload.weights;
    if (share == 0.0) {
        return {};
    }
    const memory::States held = memory::states(job.scenario, stage);
    const Seconds layer =
        share * (held.weights + held.frozen) / compute.layers / host_copy_rate(job);
    // The first layer of a pass has nothing to hide behind.
    const double rounds = static_cast<double>(job.micro_batches);
    const auto pass = [&](Seconds work) {
        return layer + (compute.layers - 1.0) * left_over(work / compute.layers, layer);
    };
    return rounds * (pass(compute.forward) + pass(compute.backward));
}

Seconds host_optimizer_time(double owned, const Job& job) {
    if (owned == 0.0) {
        return {};
    }
    const memory::StateBytes bytes =
        memory::state_bytes(job.scenario.workload, job.scenario.software);
    const double touched = bytes.gradients + 2.0 * bytes.optimizer + bytes.weights;
    const Seconds update = Bytes{touched * owned} / host_update_rate(job);
    const Seconds out = Bytes{bytes.gradients * owned} / host_copy_rate(job);
    const Seconds back = Bytes{bytes.weights * owned} / host_copy_rate(job);
    return max(update, max(out, back));
}

}  // namespace foretoken::train
