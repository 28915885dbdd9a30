// What are the bytes made of that a stage holds for a moment?
#include "memory/working_account.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/context.hpp"
#include "memory/placeholders.hpp"
#include "memory/states.hpp"
#include "memory/states_account.hpp"
#include "memory/working.hpp"
#include "model/operators.hpp"
#include "model/parameters_account.hpp"
#include "model/rows.hpp"
#include "plan/groups.hpp"
#include "plan/parameters_account.hpp"
#include "plan/rank_account.hpp"

namespace foretoken::memory {
namespace {

constexpr const char* eq_gathered = "docs/models/memory.md, Eq. 3";
constexpr const char* activations_page = "docs/models/memory.md, activations";
constexpr const char* eq_context = "docs/models/context-parallel.md, memory";

// Of one layer, what other ranks hold.
Account from_others(std::string name, std::string says, const Plan& p,
                    plan::ParameterAccounts layer) {
    const plan::Groups groups = plan::groups(p);
    std::vector<Account> parts;
    if (groups.shard.ranks > 1) {
        parts.push_back(std::move(layer.shared));
    }
    if (groups.expert_data.ranks > 1 && layer.experts.value > 0.0) {
        parts.push_back(std::move(layer.experts));
    }
    Account a = parts.empty() ? account::nothing<double>(std::move(name), std::move(says),
                                                         "a rank alone holds them already")
                              : account::sum(std::move(name), std::move(says), std::move(parts));
    a.dimension = {};
    a.unit = "parameters";
    return a;
}

Account gathered_account(const TrainScenario& s, bool experts) {
    const Tuning& t = s.workload.tuning;
    std::vector<Account> parts{
        weight_bytes_account(s.workload), gradient_bytes_account(s.workload, s.software),
        from_others("trained", "of one layer", s.plan,
                    plan::trained_layer_account(s.model, s.plan, t, experts))};
    std::string formula = "(2 * weight_bytes + gradient_bytes) * trained";
    Account frozen = from_others("frozen", "frozen ones of one layer", s.plan,
                                 plan::frozen_layer_account(s.model, s.plan, t, experts));
    if (frozen.value > 0.0) {
        formula += " + 2 * resting_bytes * frozen";
        parts.push_back(resting_bytes_account(s.workload));
        parts.push_back(std::move(frozen));
    }
    return account::formed<Bytes>("gathered", "two layers, and the gradients of one",
                                  {std::move(formula), eq_gathered}, std::move(parts));
}

Account widened_account(const TrainScenario& s, bool experts) {
    const plan::ParameterAccounts layer = plan::local_layer_account(s.model, s.plan, experts);
    std::vector<Account> parts{layer.shared};
    if (experts) {
        parts.push_back(layer.experts);
    }
    return account::formed<Bytes>(
        "widened", "frozen weights of one layer in 16 bit",
        {experts ? "2 * (shared + experts)" : "2 * shared", "docs/models/finetuning.md"},
        std::move(parts));
}

Account table_account(const TrainScenario& s, const Account& kept, std::int64_t index) {
    Account table =
        account::formed<Bytes>("table", "gradient of the embedding's table",
                               {"weight_bytes * parameters / tp", activations_page},
                               {weight_bytes_account(s.workload),
                                account::named(model::embedding_account(s.model), "parameters"),
                                plan::said("tp", s.plan.tp, "tensor ranks")});
    return account::formed<Bytes>(
        "table_gradient", "beyond the activations that its micro-batch has let go of",
        {"max(0, table - kept / max(1, in_flight))", activations_page},
        {std::move(table), account::named(kept, "kept"), in_flight_account(s, index)});
}

// Eq. 1 of docs/models/context-parallel.md for each of queries, keys and values.
Account of_width(const TrainScenario& s, std::string name, std::string says, std::int64_t width) {
    const bool wide =
        s.workload.precision == Precision::fp32 || s.workload.precision == Precision::tf32;
    return account::formed<Bytes>(
        std::move(name), std::move(says),
        {"element * tokens * width / tp", "docs/models/context-parallel.md, Eq. 1"},
        {account::input("element", Bytes{wide ? 4.0 : 2.0}, "of one element",
                        account::scenario("workload.precision")),
         plan::tokens_account(s.model, s.plan, s.workload, model::Split::none),
         account::input("width", static_cast<double>(width), "elements per token",
                        model::in_row(s.model, "heads")),
         plan::said("tp", s.plan.tp, "tensor ranks")});
}

Account context_account(const TrainScenario& s) {
    const Plan& p = s.plan;
    const model::AttentionWidth width = model::attention_width(s.model);
    const char* says = "exchange between context ranks";
    std::vector<Account> parts{
        of_width(s, "keys", "keys and values of a micro-batch", width.key + width.value)};
    if (p.context == ContextExchange::all_gather) {
        parts.push_back(plan::said("cp", p.cp, "context ranks"));
        return account::formed<Bytes>("context", says, {"2 * cp * keys", eq_context},
                                      std::move(parts));
    }
    const std::int64_t exchanged = plan::head_ranks(p);
    std::string formula = p.cp > exchanged ? "4 * keys" : "keys + queries";
    if (exchanged > 1) {
        formula = p.cp > exchanged ? "5 * keys + queries" : formula;
        parts.push_back(of_width(s, "queries", "queries of a micro-batch", width.query));
    }
    return account::formed<Bytes>("context", says, {std::move(formula), eq_context},
                                  std::move(parts));
}

}  // namespace

Account working_account(const TrainScenario& s, const plan::Stage& stage, const KeptAccounts& kept,
                        std::int64_t index) {
    const double in_flight = in_flight_account(s, index).value;
    const Kept bytes = memory::kept(s, stage, in_flight);
    const double share = s.plan.offload.activations;
    std::vector<Account> parts;
    Account recomputed = kept.transient;
    if (table_gradient(s, stage, bytes, in_flight) > bytes.transient) {
        recomputed = account::formed<Bytes>(
            "recomputed", "of one layer, or the embedding's gradient if that is larger",
            {"max(layer, table_gradient)", activations_page},
            {account::named(std::move(recomputed), "layer"),
             table_account(s, kept.activations, index)});
    }
    const auto add = [&](Account part) {
        if (part.value > 0.0) {
            parts.push_back(std::move(part));
        }
    };
    add(std::move(recomputed));
    if (share > 0.0) {
        add(account::formed<Bytes>(
            "copied", "layers on their way to the host and back",
            {"min(2 * offloaded * largest, offloaded * kept)", "docs/models/offload.md"},
            {account::input("offloaded", share, "share of the activations",
                            account::scenario("plan.offload.activations")),
             kept.largest, account::named(kept.activations, "kept")}));
    }
    if (gathered(s, stage).value > 0.0) {
        add(gathered_account(s, has_experts(stage)));
    }
    if (widened(s, stage).value > 0.0) {
        add(widened_account(s, has_experts(stage)));
    }
    if (context_buffers(s).value > 0.0) {
        add(context_account(s));
    }
    const char* says = "recomputed or gathered for a moment";
    return parts.empty() ? account::nothing<Bytes>("working", says, "nothing is")
                         : account::sum("working", says, std::move(parts));
}

Account placeholders_account(const TrainScenario& s, const plan::Stage& stage) {
    const char* says = "stand-ins for weight gradients";
    std::vector<Account> parts;
    for (const WeightShape& shape : placeholder_shapes(s, stage)) {
        parts.push_back(account::formed<Bytes>(
            std::string(shape.product), "one tensor for all weights of this shape",
            {"weight_bytes * rows * columns", "docs/models/memory.md, Eq. 10"},
            {weight_bytes_account(s.workload),
             account::input("rows", shape.rows, "of the matrix, on one rank",
                            account::elsewhere("docs/models/operators.md, operators")),
             account::input("columns", shape.columns, "of the matrix, on one rank",
                            account::elsewhere("docs/models/operators.md, operators"))}));
    }
    return parts.empty() ? account::nothing<Bytes>("placeholders", says, "the software needs none")
                         : account::sum("placeholders", says, std::move(parts));
}

}  // namespace foretoken::memory
