// What is made of what that fills the memory of a host?
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/account.hpp"
#include "memory/activations_account.hpp"
#include "memory/host.hpp"
#include "memory/states.hpp"
#include "memory/states_account.hpp"
#include "model/tuning.hpp"

namespace foretoken::memory {
namespace {

constexpr const char* page = "docs/models/offload.md, Eq. 4";

Account offloaded(double share, const std::string& path) {
    return account::input("offloaded", share, "share that waits in the host's memory",
                          account::scenario(path));
}

// States, and of each parameter that the host updates the gradient it gets and the weight it sends.
Account updated(const TrainScenario& s, StateAccounts held) {
    const StateBytes per = state_bytes(s.workload, s.software);
    if (per.elsewhere == 0.0) {
        return account::nothing<Bytes>("optimizer", "optimizer states", "it has none");
    }
    return account::formed<Bytes>(
        "optimizer", "optimizer states, with gradients and weights of what is updated",
        {"offloaded * states * (1 + (gradient_bytes + weight_bytes) / state_bytes)", page},
        {offloaded(s.plan.offload.optimizer, "plan.offload.optimizer"),
         account::named(std::move(held.optimizer), "states"),
         gradient_bytes_account(s.workload, s.software), weight_bytes_account(s.workload),
         account::input("state_bytes", Bytes{per.elsewhere}, "of the states of a parameter",
                        account::scenario("workload.optimizer"))});
}

Account weights(const TrainScenario& s, StateAccounts held) {
    return account::formed<Bytes>(
        "weights", "weights, fetched layer by layer", {"offloaded * (trained + frozen)", page},
        {offloaded(s.plan.offload.weights, "plan.offload.weights"),
         account::named(std::move(held.weights), "trained"), std::move(held.frozen)});
}

Account of_stage(const TrainScenario& s, const plan::Stage& stage, std::int64_t index) {
    const Offload& o = s.plan.offload;
    std::vector<Account> parts;
    if (o.optimizer > 0.0) {
        parts.push_back(updated(s, states_account(s, stage)));
    }
    if (o.weights > 0.0) {
        parts.push_back(weights(s, states_account(s, stage)));
    }
    if (o.activations > 0.0) {
        parts.push_back(account::formed<Bytes>(
            "activations", "of micro-batches in flight", {"offloaded * kept", page},
            {offloaded(o.activations, "plan.offload.activations"),
             kept_account(s, stage, index).activations}));
    }
    return account::sum("each", "of one accelerator of stage " + std::to_string(index),
                        std::move(parts));
}

}  // namespace

Account host_account(const TrainScenario& s) {
    const char* says = "what is offloaded to a node";
    if (!s.plan.offload.any()) {
        return account::nothing<Bytes>("host_memory", says, "nothing is offloaded");
    }
    const std::vector<plan::Stage> stages =
        plan::stages(s.model, s.plan, model::frozen_layers(s.model, s.workload.tuning));
    Account fullest;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        Account stage = of_stage(s, stages[i], static_cast<std::int64_t>(i));
        if (i == 0 || stage.value > fullest.value) {
            fullest = std::move(stage);
        }
    }
    const Cluster& c = s.cluster;
    const bool whole = c.accelerators >= c.node.accelerators;
    const std::int64_t sharing = whole ? c.node.accelerators : c.accelerators;
    Account host = account::formed<Bytes>(
        "host_memory", says, {"accelerators * each", page},
        {account::input("accelerators", static_cast<double>(sharing), "of one node",
                        whole && !c.from.source.empty()
                            ? account::row(c.from, "clusters/" + c.id, "node.accelerators")
                            : account::scenario("cluster.accelerators")),
         std::move(fullest)});
    host.value = host_footprint(s).value;
    return host;
}

}  // namespace foretoken::memory
