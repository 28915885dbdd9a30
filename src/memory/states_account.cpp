// What is made of what that a stage holds from step to step?
#include "memory/states_account.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/states.hpp"
#include "model/rows.hpp"
#include "model/tuning.hpp"
#include "plan/parameters_account.hpp"
#include "plan/rank_account.hpp"

namespace foretoken::memory {
namespace {

using plan::ParameterAccounts;

constexpr const char* eq_states = "docs/models/memory.md, Eq. 1";
constexpr const char* table = "docs/models/memory.md, table of states";

bool wide(const Workload& w) {
    return w.precision == Precision::fp32 || w.precision == Precision::tf32;
}

Account bytes_each(std::string name, double bytes, std::string says, Provenance from) {
    return account::input(std::move(name), Bytes{bytes}, std::move(says), std::move(from));
}

// Parameters of a kind of state on one rank, which ZeRO divides or not.
Account parameters(const TrainScenario& s, const ParameterAccounts& held, bool divided) {
    const bool experts = held.experts.value > 0.0;
    std::vector<Account> parts{held.shared};
    std::string formula = divided ? "shared / ranks" : "shared";
    if (divided) {
        parts.push_back(plan::shard_ranks_account("ranks", s.plan, false));
    }
    if (experts) {
        formula += divided ? " + experts / expert_ranks" : " + experts";
        parts.push_back(held.experts);
        if (divided) {
            parts.push_back(plan::shard_ranks_account("expert_ranks", s.plan, true));
        }
    }
    Account a = account::formed<double>("parameters", "on one rank", {formula, eq_states},
                                        std::move(parts));
    a.unit = "parameters";
    return a;
}

Account state(std::string name, std::string says, Account bytes, Account parameters) {
    return account::formed<Bytes>(
        std::move(name), std::move(says), {"bytes_per_parameter * parameters", eq_states},
        {account::named(std::move(bytes), "bytes_per_parameter"), std::move(parameters)});
}

// The moments of an optimizer and its master copy.
Account moments_account(const Workload& w) {
    const Optimizer& o = w.optimizer;
    const char* says = "moments of the optimizer";
    const char* where = "docs/models/optimizer.md, states";
    const Account one = bytes_each("moment", bytes_per_element(o.moments), "one moment",
                                   account::scenario("workload.optimizer.moments"));
    switch (o.kind) {
        case OptimizerKind::adam:
            return account::formed<Bytes>("moments", says, {"2 * moment", where}, {one});
        case OptimizerKind::adam_8bit:
            return account::formed<Bytes>(
                "moments", says, {"2 * (1 + 4 / block)", where},
                {account::input("block", scale_block, "elements that share a 32-bit scale",
                                account::elsewhere("arXiv 2110.02861, section 2.1"))});
        case OptimizerKind::sgd:
        case OptimizerKind::muon: return account::named(one, "moments");
        case OptimizerKind::adafactor: break;
    }
    return account::nothing<Bytes>("moments", says, where);
}

Account master_account(const Workload& w) {
    const double master = master_bytes(w);
    if (master == 0.0) {
        return account::nothing<Bytes>("master", "master copy", "the weights are their own master");
    }
    return bytes_each("master", master, "master copy",
                      account::scenario("workload.optimizer.master"));
}

Account optimizer_account(const TrainScenario& s, const plan::Stage& stage, Account owned) {
    const Workload& w = s.workload;
    Account bytes = account::formed<Bytes>("bytes_per_parameter", "master copy and moments",
                                           {"master + moments", table},
                                           {master_account(w), moments_account(w)});
    const char* says = "optimizer states and master weights";
    const StateBytes per = state_bytes(w, s.software);
    if (per.elsewhere == per.optimizer) {
        return state("optimizer", says, std::move(bytes), std::move(owned));
    }
    // Embedding and output have a second moment.
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    const auto trained = [&](const plan::Stage& part, const char* name) {
        return account::named(plan::trained_account(s.model, s.plan, w.tuning, part).shared, name);
    };
    const bool divided = s.plan.zero >= 1;
    std::vector<Account> parts{trained(stage, "held"), trained(layers, "in_layers")};
    if (divided) {
        parts.push_back(plan::shard_ranks_account("ranks", s.plan, false));
    }
    Account outside = account::formed<double>(
        "outside", "parameters of embedding and output",
        {divided ? "(held - in_layers) / ranks" : "held - in_layers", eq_states}, std::move(parts));
    return account::formed<Bytes>(
        "optimizer", says,
        {"bytes_per_parameter * parameters + second_moment * outside", eq_states},
        {std::move(bytes), std::move(owned),
         bytes_each("second_moment", per.elsewhere - per.optimizer, "which Adam has outside layers",
                    account::scenario("workload.optimizer.moments")),
         std::move(outside)});
}

// Copies of product weights in the format of the products, less the 16-bit ones that they replace.
Account narrow_account(const TrainScenario& s, const plan::Stage& stage) {
    const char* says = "copies of weights in the products' format";
    const double each = narrow_copies(s.workload.precision);
    if (each == 0.0 || s.plan.zero >= 3) {
        return account::nothing<Bytes>(
            "narrow", says,
            each == 0.0 ? "products take weights as they are" : "ZeRO 3 casts what it gathers");
    }
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    Account held = parameters(s, plan::local_account(s.model, s.plan, layers), false);
    Account copies = bytes_each("copies", each, "rows and columns scaled apart, with their scales",
                                account::elsewhere(table));
    if (!narrow_rest(s.workload, s.software)) {
        return state("narrow", says, std::move(copies), std::move(held));
    }
    return account::formed<Bytes>("narrow", says, {"(copies - replaced) * parameters", eq_states},
                                  {std::move(copies),
                                   bytes_each("replaced", 2.0, "16-bit weights that there are not",
                                              model::in_row(s.software, "narrow_weights")),
                                   std::move(held)});
}

Account flat_account(const TrainScenario& s, const ParameterAccounts& trained, Account owned) {
    const char* says = "gradients joined for the optimizer step";
    const FlatBytes flat = flat_bytes(s.workload, s.software, s.plan.zero);
    const double each = flat.held + flat.owned;
    if (each == 0.0) {
        return account::nothing<Bytes>("flat", says, "software that joins none, or 32-bit ones");
    }
    Account bytes = bytes_each("bytes_per_parameter", each, "joined and widened",
                               account::elsewhere("docs/models/memory.md, Eq. 11"));
    return state("flat", says, std::move(bytes),
                 flat.held > 0.0 ? parameters(s, trained, false) : std::move(owned));
}

}  // namespace

Account weight_bytes_account(const Workload& w) {
    return bytes_each("weight_bytes", wide(w) ? 4.0 : 2.0, "of a weight",
                      account::scenario("workload.precision"));
}

Account gradient_bytes_account(const Workload& w, const Software& software) {
    const StateBytes per = state_bytes(w, software);
    const Provenance from = wide(w)            ? account::scenario("workload.precision")
                            : w.pure_precision ? account::scenario("workload.pure_precision")
                            : per.gradient_copy > 0.0
                                ? model::in_row(software, "separate_accumulation")
                                : model::in_row(software, "gradient_format");
    return bytes_each("gradient_bytes", per.gradients, "of a gradient in its buffer", from);
}

Account resting_bytes_account(const Workload& w) {
    return bytes_each("resting_bytes", model::frozen_bytes(w.tuning, w.precision),
                      "of a frozen weight at rest, with its scales",
                      account::scenario("workload.tuning.frozen_format"));
}

StateAccounts states_account(const TrainScenario& s, const plan::Stage& stage) {
    const Workload& w = s.workload;
    const Plan& p = s.plan;
    const auto trained = plan::trained_account(s.model, p, w.tuning, stage);
    const auto frozen = plan::frozen_account(s.model, p, w.tuning, stage);
    const Account owned = parameters(s, trained, p.zero >= 1);
    Account gradient = gradient_bytes_account(w, s.software);
    const StateBytes per = state_bytes(w, s.software);
    if (per.gradient_copy > 0.0) {
        gradient = account::formed<Bytes>(
            "gradient_bytes", "of the buffer and of what is added to it", {"buffer + copy", table},
            {account::named(std::move(gradient), "buffer"),
             bytes_each("copy", per.gradient_copy, "which the backward pass writes",
                        model::in_row(s.software, "separate_accumulation"))});
    }
    return {.weights = state("weights", "weights", weight_bytes_account(w),
                             parameters(s, trained, p.zero >= 3)),
            .frozen = w.tuning.method == Method::full
                          ? account::nothing<Bytes>("frozen", "frozen weights", "all are trained")
                          : state("frozen", "frozen weights", resting_bytes_account(w),
                                  parameters(s, frozen, p.zero >= 3)),
            .narrow = narrow_account(s, stage),
            .gradients = state("gradients", "gradient buffers", std::move(gradient),
                               parameters(s, trained, p.zero >= 2 && !p.no_sync)),
            .optimizer = optimizer_account(s, stage, owned),
            .flat = flat_account(s, trained, owned)};
}

}  // namespace foretoken::memory
