// How much of moving states, weights and activations to the host and back shows?
#include "train/offload.hpp"

#include <algorithm>
#include <utility>

#include "base/account.hpp"
#include "memory/activations.hpp"
#include "memory/footprint.hpp"
#include "memory/held.hpp"
#include "train/hidden.hpp"

namespace foretoken::train {
namespace {

double sharing(const Job& job) {
    const Cluster& c = job.scenario.cluster;
    return static_cast<double>(std::min(c.accelerators, c.node.accelerators));
}

constexpr const char* document = "docs/models/offload.md";

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

namespace {

Account sharing_input(const Job& job) {
    return account::input("sharing", sharing(job), "accelerators of a node",
                          account::scenario("cluster.node.accelerators"));
}

Account copy_rate_account(const Job& job) {
    const Node& node = job.scenario.cluster.node;
    return account::derived(
        "copy_rate", host_copy_rate(job), "to the host, while all of a node copy",
        {"min(reached * link, host_memory / sharing)", document},
        {account::input("reached", job.scenario.software.host_copy, "of the link"),
         account::input("link", node.accelerator.host_link, "accelerator to host"),
         account::input("host_memory", node.host_bandwidth, "bandwidth of the host's memory"),
         sharing_input(job)});
}

// share x bytes / copy_rate.
Account copy_account(std::string name, const char* path, double share, Account bytes,
                     const Job& job) {
    const Seconds time = Bytes{share * bytes.value} / host_copy_rate(job);
    const std::string what = bytes.name;
    return account::derived(
        std::move(name), time, "over the host link", {"share * " + what + " / copy_rate", document},
        {account::input("share", share, "that is offloaded", account::scenario(path)),
         std::move(bytes), copy_rate_account(job)});
}

}  // namespace

Bandwidth host_copy_rate(const Job& job) {
    const Node& node = job.scenario.cluster.node;
    const Bandwidth link = job.scenario.software.host_copy.value * node.accelerator.host_link.value;
    return min(link, node.host_bandwidth.value / sharing(job));
}

Bandwidth host_update_rate(const Job& job) {
    return job.scenario.software.host_update.value *
           job.scenario.cluster.node.host_bandwidth.value / sharing(job);
}

void add_activation_offload(bool experts, const Job& job, Passes& passes, Journal* journal) {
    const double share = job.scenario.plan.offload.activations;
    if (share == 0.0) {
        return;
    }
    const memory::LayerActivations layer = memory::layer_activations(job.scenario, experts);
    const Seconds copy = share * layer.kept / host_copy_rate(job);
    const auto add = [&](Direction direction, const char* meanwhile, Parts& pass) {
        const Hidden hidden{.communication = copy, .beside = pass.total()};
        pass[Part::offload] += hidden.seen().exposed;
        if (journal != nullptr) {
            const Account kept = account::input("kept", layer.kept, "activations of a layer",
                                                account::elsewhere("memory.activations"));
            journal->post(
                direction, Part::offload,
                exposed_account("activations", "what shows of a layer's copies", hidden,
                                copy_account("copy", "plan.offload.activations", share, kept, job),
                                meanwhile, job.calibration.collective.from));
        }
    };
    add(Direction::forward, "the layer's forward pass", passes.forward);
    add(Direction::backward, "the layer's backward pass", passes.backward);
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

Account weight_offload_account(const plan::Stage& stage, const StageCompute& compute,
                               const Job& job) {
    const double share = job.scenario.plan.offload.weights;
    const Seconds time = weight_offload_time(stage, compute, job);
    if (time.value == 0.0) {
        return account::sum("offload.weights", "", {});
    }
    const memory::States held = memory::states(job.scenario, stage);
    const auto pass = [&](const char* name, Seconds work) {
        return account::input(name, work / compute.layers, "compute of one layer",
                              account::elsewhere("the compute terms, per layer"));
    };
    const Account weights = account::input("weights", (held.weights + held.frozen) / compute.layers,
                                           "of one layer", account::elsewhere("memory.weights"));
    return account::derived(
        "offload.weights", time, "fetched for each pass; the first layer has nothing beside it",
        {"micro_batches * (2 * layer + (layers - 1) * (max(0, layer - forward) + max(0, layer - "
         "backward)))",
         document},
        {account::input("micro_batches", static_cast<double>(job.micro_batches), "per step",
                        account::elsewhere("docs/models/training-step.md, Eq. 1")),
         copy_account("layer", "plan.offload.weights", share, weights, job),
         account::input("layers", compute.layers, "of the stage",
                        account::scenario("model, plan.pp")),
         pass("forward", compute.forward), pass("backward", compute.backward)});
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

Account host_optimizer_account(std::string name, Account owned, const Job& job) {
    const Software& software = job.scenario.software;
    const memory::StateBytes bytes = memory::state_bytes(job.scenario.workload, software);
    const Node& node = job.scenario.cluster.node;
    const auto state = [&](const char* what, double each, const char* says) {
        return account::input(what, Bytes{each}, says,
                              account::elsewhere("docs/models/memory.md, bytes per parameter"));
    };
    const Account update_rate = account::derived(
        "update_rate", host_update_rate(job), "of the host's memory, per accelerator",
        {"reached * host_memory / sharing", document},
        {account::input("reached", software.host_update, "of the memory's bandwidth"),
         account::input("host_memory", node.host_bandwidth, "bandwidth of the host's memory"),
         sharing_input(job)});
    const Seconds time = host_optimizer_time(owned.value, job);
    if (time.value == 0.0) {
        return account::sum(std::move(name), "", {});
    }
    return account::derived(
        std::move(name), time, "the slowest of update, gradients out, weights back",
        {"owned * max((gradient + 2 * states + weight) / update_rate, max(gradient, weight) / "
         "copy_rate)",
         document},
        {account::named(std::move(owned), "owned"),
         state("gradient", bytes.gradients, "bytes of a gradient"),
         state("states", bytes.optimizer, "bytes of moments and master copy"),
         state("weight", bytes.weights, "bytes of a weight"), update_rate, copy_rate_account(job)});
}

}  // namespace foretoken::train
