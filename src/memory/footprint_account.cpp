// What is made of what that fills the memory of an accelerator?
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/account.hpp"
#include "memory/activations_account.hpp"
#include "memory/communicators.hpp"
#include "memory/footprint.hpp"
#include "memory/states_account.hpp"
#include "memory/working_account.hpp"
#include "model/rows.hpp"
#include "model/tuning.hpp"
#include "plan/rank_account.hpp"

namespace foretoken::memory {
namespace {

// What stays on the accelerator if a share of it waits on the host.
Account staying(Account whole, double offloaded, const char* path) {
    if (offloaded == 0.0) {
        return whole;
    }
    const std::string name = whole.name;
    const std::string says = whole.says;
    return account::formed<Bytes>(
        name, says, {"(1 - offloaded) * whole", "docs/models/offload.md"},
        {account::input("offloaded", offloaded, "share that waits in the host's memory",
                        account::scenario(path)),
         account::named(std::move(whole), "whole")});
}

Account activations(const TrainScenario& s, const Account& kept, std::int64_t index) {
    const char* says = "activations of micro-batches in flight";
    Account live = staying(kept, s.plan.offload.activations, "plan.offload.activations");
    if (!s.software.keeps_outputs || index + 1 >= s.plan.pp) {
        live.name = "activations";
        live.says = says;
        return live;
    }
    Account outputs =
        account::formed<Bytes>("outputs", "what the stage has sent and still keeps",
                               {"in_flight * boundary", "docs/models/memory.md, activations"},
                               {in_flight_account(s, index), boundary_account(s)});
    return account::sum("activations", says, {std::move(live), std::move(outputs)});
}

// A share of what comes and goes; the parts stand in the stage's own terms.
Account fragmentation(const TrainScenario& s, const Account& live, const Account& working,
                      const std::string& stage) {
    std::string held = "activations";
    std::vector<Account> parts{
        account::input("share", s.software.fragmentation.value,
                       "which the allocator holds beyond what is live",
                       model::in_row(s.software, s.software.fragmentation.from, "fragmentation")),
        account::input("activations", Bytes{live.value}, live.says,
                       account::elsewhere(stage + ".activations"))};
    for (const Account& part : working.parts) {
        if (part.name == "recomputed" || part.name == "copied") {
            held += " + " + part.name;
            parts.push_back(account::input(part.name, Bytes{part.value}, part.says,
                                           account::elsewhere(stage + ".working." + part.name)));
        }
    }
    held = parts.size() > 2 ? "(" + held + ")" : held;
    return account::formed<Bytes>("fragmentation", "held by the allocator beyond what is live",
                                  {"share * " + held, "docs/models/memory.md, Eq. 12"},
                                  std::move(parts));
}

Account communicator_buffers(const TrainScenario& s) {
    const double groups = communicators(s.plan, s.model.experts.has_value());
    return account::formed<Bytes>(
        "communicators", "buffers of communicators",
        {"groups * communicator_memory", "docs/models/memory.md, Eq. 13"},
        {account::by_method(
             "groups", groups, "groups of ranks that exchange anything",
             {"different groups of more than one rank are counted", "docs/models/memory.md"},
             {plan::said("tp", s.plan.tp, "tensor ranks"),
              plan::said("cp", s.plan.cp, "context ranks"),
              plan::said("dp", s.plan.dp, "data ranks"),
              plan::said("pp", s.plan.pp, "pipeline stages"),
              plan::said("ep", s.plan.ep, "expert ranks"),
              plan::said("zero", s.plan.zero, "ZeRO stage")}),
         account::input("communicator_memory", s.software.communicator_memory.value,
                        "buffers of one",
                        model::in_row(s.software, s.software.communicator_memory.from,
                                      "communicator_memory"))});
}

std::vector<Account> terms(const TrainScenario& s, const plan::Stage& stage, std::int64_t index,
                           const std::string& name) {
    const Offload& o = s.plan.offload;
    StateAccounts held = states_account(s, stage);
    const KeptAccounts kept = kept_account(s, stage, index);
    Account live = activations(s, kept.activations, index);
    Account working = working_account(s, stage, kept, index);
    Account fragments = fragmentation(s, live, working, name);
    return {
        staying(std::move(held.weights), o.weights, "plan.offload.weights"),
        staying(std::move(held.frozen), o.weights, "plan.offload.weights"),
        std::move(held.narrow),
        std::move(held.gradients),
        staying(std::move(held.optimizer), o.optimizer, "plan.offload.optimizer"),
        std::move(live),
        std::move(working),
        stage.output
            ? logits_account(s)
            : account::nothing<Bytes>("logits", "logits and loss", "the last stage has them"),
        placeholders_account(s, stage),
        account::named(std::move(held.flat), "step"),
        std::move(fragments),
        communicator_buffers(s),
        account::input("fixed", s.software.fixed_memory.value, "driver context and workspaces",
                       model::in_row(s.software, s.software.fixed_memory.from, "fixed_memory"))};
}

}  // namespace

std::vector<Account> accounts(const TrainScenario& s) {
    const std::vector<plan::Stage> stages =
        plan::stages(s.model, s.plan, model::frozen_layers(s.model, s.workload.tuning));
    std::vector<Account> list;
    for (const StageMemory& memory : footprint(s)) {
        const std::string name = "memory." + std::to_string(memory.stage);
        std::vector<Account> parts =
            terms(s, stages[static_cast<std::size_t>(memory.stage)], memory.stage, name);
        // The forecast's own figures, to the last bit.
        for (std::size_t i = 0; i < parts.size(); ++i) {
            parts[i].value = memory.terms[i].bytes.value;
        }
        list.push_back(account::sum(
            name, "memory of pipeline stage " + std::to_string(memory.stage), std::move(parts)));
        list.back().value = memory.total.value;
    }
    return list;
}

}  // namespace foretoken::memory
