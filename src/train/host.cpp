// How long does the accelerator wait for its host?
#include "train/host.hpp"

namespace foretoken::train {
namespace {

struct Forward {
    Seconds before;  // up to the point where row counts are needed
    Seconds after;
};

// From one wait for row counts to the next the host launches the experts' work, then the next
// layer's attention; the device can begin neither before it is launched (Eq. 3).
Seconds waiting_time(const Forward& host, const Forward& device) {
    return max(host.before + host.after, max(host.after, device.after) + device.before);
}

}  // namespace

Launches launches(bool experts, const Job& job) {
    const Software& software = job.scenario.software;
    const bool captured = software.graphs != Graphs::none;
    // Padded to capacity, experts have fixed shapes too.
    if (captured && job.scenario.workload.routing.pad) {
        return {};
    }
    const double attention = captured ? 0.0 : software.kernels_per_layer.value;
    if (software.graphs == Graphs::full || !experts) {
        return {.before = attention};
    }
    const double held = static_cast<double>(job.scenario.model.experts->count) /
                        static_cast<double>(job.scenario.plan.ep);
    const double routing = software.captured_share.value * software.kernels_per_mixture.value;
    const double products = software.grouped_products ? 0.0 : software.kernels_per_expert.value;
    return {.before = attention + (captured ? 0.0 : routing),
            .after = software.kernels_per_mixture.value - routing + products * held};
}

void add_host(bool experts, double adapter_kernels, const Passes& before, const Job& job,
              Passes& passes) {
    const Software& software = job.scenario.software;
    Launches count = launches(experts, job);
    count.before += software.graphs == Graphs::none ? adapter_kernels : 0.0;
    const Seconds launch = software.launch.value;
    const Seconds forward = passes.forward.total();
    const bool counted = software.routing_sync && !job.scenario.workload.routing.pad;
    const bool waits = experts && counted && software.graphs != Graphs::full;
    const Seconds first = min(before.forward.total(), forward);
    const Seconds paced =
        waits ? waiting_time({.before = count.before * launch, .after = count.after * launch},
                             {.before = first, .after = forward - first})
              : count.total() * launch;
    // Row counts are known on the way back, and the host runs ahead.
    const double repeats = job.scenario.plan.recompute == Recompute::full ? 3.0 : 2.0;
    const Seconds backward = repeats * count.total() * launch;
    passes.launch_forward += count.total() * launch;
    passes.launch_backward += backward;
    passes.forward[Part::host] += max(Seconds{}, paced - forward);
    passes.backward[Part::host] += max(Seconds{}, backward - passes.backward.total());
}

}  // namespace foretoken::train
