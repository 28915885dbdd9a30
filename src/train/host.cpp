// How long does the accelerator wait for its host?
#include "train/host.hpp"

#include <utility>
#include <vector>

#include "base/account.hpp"

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

constexpr const char* waiting_formula =
    "max(0, max(before + after, max(after, device_after) + device_before) - device)";

Account counted(const char* name, double launches, const char* says, const Software& software) {
    return account::derived(
        name, launches * software.launch.value, says, {"launches * launch", "docs/models/host.md"},
        {account::input("launches", launches, "kernels that the host launches",
                        software.kernels_per_layer.from),
         account::input("launch", software.launch, "time of the host for one kernel")});
}

Account device(const char* name, Seconds time, const char* says) {
    return account::input(name, time, says,
                          account::elsewhere("the other terms' share of a layer"));
}

void post_backward(double launches, Seconds idle, Seconds busy, const Software& software,
                   Journal& journal) {
    journal.post(Direction::backward, Part::host,
                 account::derived("idle", idle, "the device waits for the next launch",
                                  {"max(0, host - device)", "docs/models/host.md, Eq. 2"},
                                  {counted("host", launches, "launching the pass", software),
                                   device("device", busy, "its backward pass")}));
}

// Eq. 1, or where the host waits for row counts Eq. 3.
void post_forward(const Launches& count, bool waits, Seconds idle, const Forward& busy,
                  const Software& software, Journal& journal) {
    std::vector<Account> parts{device("device", busy.before + busy.after, "its forward pass")};
    if (!waits) {
        parts.push_back(counted("host", count.total(), "launching the pass", software));
    } else {
        parts.push_back(counted("before", count.before, "up to the row counts", software));
        parts.push_back(counted("after", count.after, "after them", software));
        parts.push_back(device("device_before", busy.before, "up to the row counts"));
        parts.push_back(device("device_after", busy.after, "after them"));
    }
    journal.post(
        Direction::forward, Part::host,
        account::derived("idle", idle, "the device waits for the next launch",
                         {waits ? waiting_formula : "max(0, host - device)",
                          waits ? "docs/models/host.md, Eq. 3" : "docs/models/host.md, Eq. 1"},
                         std::move(parts)));
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
              Passes& passes, Journal* journal) {
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
    const Seconds idle_forward = max(Seconds{}, paced - forward);
    const Seconds busy_backward = passes.backward.total();
    const Seconds idle_backward = max(Seconds{}, backward - busy_backward);
    passes.forward[Part::host] += idle_forward;
    passes.backward[Part::host] += idle_backward;
    if (journal != nullptr) {
        post_forward(count, waits, idle_forward, {first, forward - first}, software, *journal);
        post_backward(repeats * count.total(), idle_backward, busy_backward, software, *journal);
    }
}

}  // namespace foretoken::train
