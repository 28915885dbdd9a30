// What are the bytes made of that a layer keeps for its backward pass?
#include "memory/activations_account.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/activations.hpp"
#include "memory/states.hpp"
#include "model/operators.hpp"
#include "model/rows.hpp"
#include "model/tuning.hpp"
#include "plan/interleaving.hpp"
#include "plan/parameters_account.hpp"
#include "plan/rank_account.hpp"

namespace foretoken::memory {
namespace {

using model::Operator;
using Operators = std::vector<Operator>;

constexpr const char* eq_kept = "docs/models/memory.md, Eq. 4";
constexpr const char* eq_scores = "docs/models/memory.md, Eq. 5";
constexpr const char* operators_page = "docs/models/operators.md, bytes kept";

bool wide(const TrainScenario& s) {
    return s.workload.precision == Precision::fp32 || s.workload.precision == Precision::tf32;
}

// 16-bit counts are doubled where activations are of 32 bit.
void add_width(const TrainScenario& s, std::string& formula, std::vector<Account>& parts) {
    if (wide(s)) {
        formula = "widening * " + formula;
        parts.push_back(account::input("widening", 2.0, "activations of 32 bit, not 16",
                                       account::scenario("workload.precision")));
    }
}

Account tokens(const TrainScenario& s, model::Split split) {
    return plan::tokens_account(s.model, s.plan, s.workload, split);
}

bool is_product(const Operator& op) {
    return op.kind == model::OperatorKind::gemm || op.kind == model::OperatorKind::expert_gemm;
}

// So many bytes per token that an operator keeps, on one rank.
Account of_operator(const TrainScenario& s, const Operator& op, double bytes, const char* says) {
    std::string formula = "bytes_per_token * tokens" + plan::over_ranks(op.saved_split, s.plan);
    std::vector<Account> parts{
        account::input("bytes_per_token", Bytes{bytes}, says, account::elsewhere(operators_page)),
        tokens(s, op.saved_split)};
    plan::add_divisor(op.saved_split, s.plan, parts);
    const double narrow = narrow_share(s.workload.precision);
    if (is_product(op) && op.low_precision && narrow != 1.0) {
        formula = "narrow * " + formula;
        parts.push_back(account::input("narrow", narrow,
                                       "bytes in the format of the products over those in 16 bit",
                                       account::scenario("workload.precision")));
    }
    add_width(s, formula, parts);
    return account::formed<Bytes>(std::string(op.name), "kept of this operator",
                                  {std::move(formula), eq_kept}, std::move(parts));
}

Operators layer_operators(const TrainScenario& s, bool experts) {
    Operators list = model::attention_operators(s.model, s.software);
    const Operators rest = experts ? model::expert_operators(s.model, s.software)
                                   : model::dense_operators(s.model, s.software);
    list.insert(list.end(), rest.begin(), rest.end());
    return list;
}

// The core's scores with softmax and dropout, or the statistics of a flash kernel.
Account scores(const TrainScenario& s) {
    const bool fused = s.software.attention != AttentionKernel::unfused;
    std::string formula = fused ? "4 * heads * tokens / tp" : "each * heads * tokens * keys / tp";
    std::vector<Account> parts{model::size("heads", s.model.heads, "query heads", s.model),
                               tokens(s, model::Split::none),
                               plan::said("tp", s.plan.tp, "tensor ranks")};
    if (!fused) {
        parts.push_back(
            account::input("each", Bytes{s.model.dropout > 0.0 ? 5.0 : 2.0},
                           "of a pair of tokens: softmax, and mask and output of a dropout",
                           model::in_row(s.model, "dropout")));
        parts.push_back(account::input("keys", static_cast<double>(s.workload.sequence),
                                       "tokens that each one sees",
                                       account::scenario("workload.sequence")));
    }
    add_width(s, formula, parts);
    return account::formed<Bytes>(
        "scores", fused ? "one 32-bit statistic per row of scores" : "scores of attention",
        {std::move(formula), eq_scores}, std::move(parts));
}

// What a part of its operators' bytes comes to; `bytes` says how many of one.
template <class Of>
std::vector<Account> each_operator(const TrainScenario& s, bool experts, const Of& bytes,
                                   const char* says) {
    Operators list = layer_operators(s, experts);
    model::keep_for_adapters(list, s.model, s.workload.tuning);
    std::vector<Account> parts;
    for (const Operator& op : list) {
        if (bytes(op) > 0.0) {
            parts.push_back(of_operator(s, op, bytes(op), says));
        }
    }
    return parts;
}

std::vector<Account> all_saved(const TrainScenario& s, bool experts) {
    return each_operator(
        s, experts, [](const Operator& op) { return op.saved_bytes; },
        "which its backward pass reads");
}

Account everything(const TrainScenario& s, bool experts, std::string name) {
    std::vector<Account> parts = all_saved(s, experts);
    parts.push_back(scores(s));
    return account::sum(std::move(name), "all that the backward pass of a layer reads",
                        std::move(parts));
}

// What products wrote, on one rank.
Account outputs(const TrainScenario& s, bool experts) {
    std::vector<Account> list;
    for (const Operator& op : layer_operators(s, experts)) {
        if (!is_product(op)) {
            continue;
        }
        std::string formula = "2 * features * tokens";
        std::vector<Account> parts{
            account::input("features", static_cast<double>(op.n), "that the product writes",
                           account::elsewhere("docs/models/operators.md, operators")),
            tokens(s, op.split)};
        if (op.split != model::Split::row) {
            formula += plan::over_ranks(op.split, s.plan);
            plan::add_divisor(op.split, s.plan, parts);
        }
        add_width(s, formula, parts);
        list.push_back(account::formed<Bytes>(std::string(op.name), "output of this product",
                                              {std::move(formula), eq_kept}, std::move(parts)));
    }
    return account::sum("products", "outputs of products", std::move(list));
}

Account core_output(const TrainScenario& s) {
    std::string formula = "2 * heads * value_dim * tokens / tp";
    std::vector<Account> parts{
        model::size("heads", s.model.heads, "query heads", s.model),
        model::size("value_dim", model::value_dim(s.model), "of the value per head", s.model,
                    s.model.latent ? "latent.v_dim" : "head_dim"),
        tokens(s, model::Split::none), plan::said("tp", s.plan.tp, "tensor ranks")};
    add_width(s, formula, parts);
    return account::formed<Bytes>("core", "output of the attention core",
                                  {std::move(formula), eq_kept}, std::move(parts));
}

// Operator by operator: outputs are kept instead of inputs.
LayerActivationAccounts selective_products(const TrainScenario& s, bool experts) {
    Account kept = account::formed<Bytes>(
        "kept", "of one layer and micro-batch",
        {"min(boundary + (1 - repeated) * products + core + scores, everything)", eq_kept},
        {boundary_account(s),
         account::input("repeated", s.software.selective_products, "share of the products",
                        model::in_row(s.software, "selective_products")),
         outputs(s, experts), core_output(s), scores(s), everything(s, experts, "everything")});
    Account transient = account::formed<Bytes>("transient", "recomputed of one layer",
                                               {"everything - kept", eq_kept},
                                               {everything(s, experts, "everything"), kept});
    return {.kept = std::move(kept), .transient = std::move(transient)};
}

LayerActivationAccounts selective(const TrainScenario& s, bool experts) {
    if (s.software.selective_products > 0.0) {
        return selective_products(s, experts);
    }
    const char* says = "of one layer and micro-batch, under selective recomputation";
    if (s.software.attention == AttentionKernel::unfused) {
        return {.kept = account::sum("kept", says, all_saved(s, experts)),
                .transient = account::named(scores(s), "transient")};
    }
    std::vector<Account> kept = each_operator(
        s, experts, [](const Operator& op) { return op.saved_bytes - op.recomputed_bytes; },
        "which its backward pass reads and recomputation does not bring back");
    kept.push_back(scores(s));
    std::vector<Account> repeated = each_operator(
        s, experts, [](const Operator& op) { return op.recomputed_bytes; },
        "which recomputation brings back");
    return {.kept = account::sum("kept", says, std::move(kept)),
            .transient =
                repeated.empty()
                    ? account::nothing<Bytes>("transient", "recomputed of one layer",
                                              "nothing is worth repeating")
                    : account::sum("transient", "recomputed of one layer", std::move(repeated))};
}

// Kinds of layer with a backward pass on a stage.
struct Kind {
    const char* name;
    const char* says;
    std::int64_t layers;
    bool experts;
};

std::vector<Kind> kinds(const TrainScenario& s, const plan::Stage& stage) {
    const plan::LayerCounts& frozen = stage.frozen;
    std::vector<Kind> list;
    const auto add = [&](Kind kind) {
        if (kind.layers > 0) {
            list.push_back(kind);
        }
    };
    add({"dense_layers", "dense layers with a backward pass",
         stage.dense + stage.dense_windowed - frozen.dense - frozen.dense_windowed, false});
    add({"mixture_layers", "layers with experts and a backward pass",
         stage.experts + stage.experts_windowed - frozen.experts - frozen.experts_windowed, true});
    add({"prediction_layers", "multi-token-prediction layers", stage.prediction,
         s.model.experts.has_value()});
    return list;
}

// The largest of its kinds of layer.
Account largest(std::string name, std::string says, std::vector<Account> of_kinds) {
    if (of_kinds.empty()) {
        return account::nothing<Bytes>(std::move(name), std::move(says), "no layers here");
    }
    if (of_kinds.size() == 1) {
        of_kinds[0].says = std::move(says);
        return account::named(std::move(of_kinds[0]), std::move(name));
    }
    std::string formula;
    for (const Account& kind : of_kinds) {
        formula += (formula.empty() ? "max(" : ", ") + kind.name;
    }
    return account::formed<Bytes>(std::move(name), std::move(says), {formula + ")", eq_kept},
                                  std::move(of_kinds));
}

}  // namespace

Account boundary_account(const TrainScenario& s) {
    return account::formed<Bytes>(
        "boundary", "tensor between layers, of one micro-batch",
        {"element * tokens * hidden", eq_kept},
        {account::input("element", Bytes{wide(s) ? 4.0 : 2.0}, "of one element",
                        account::scenario("workload.precision")),
         tokens(s, model::Split::sequence),
         model::size("hidden", s.model.hidden, "width of the residual stream", s.model)});
}

Account logits_account(const TrainScenario& s) {
    const bool padded = s.software.padded_vocabulary;
    Account vocabulary = account::formed<double>(
        "vocabulary", "rows of the output matrix on a tensor rank",
        {padded ? "ceil(tokens / (128 * tp)) * 128" : "ceil(tokens / tp)", operators_page},
        {model::size("tokens", s.model.vocabulary, "of the vocabulary", s.model, "vocabulary"),
         plan::said("tp", s.plan.tp, "tensor ranks")});
    return account::formed<Bytes>(
        "logits", "logits and loss",
        {"each * tokens * vocabulary", "docs/models/memory.md, Eq. 14"},
        {account::input("each", Bytes{s.software.fused_loss ? 4.0 : 10.0},
                        s.software.fused_loss ? "16-bit logit and its gradient"
                                              : "16-bit logit, 32-bit copy, its gradient",
                        model::in_row(s.software, "fused_loss")),
         tokens(s, model::Split::none), std::move(vocabulary)});
}

LayerActivationAccounts layer_activations_account(const TrainScenario& s, bool experts) {
    switch (s.plan.recompute) {
        case Recompute::none: break;
        case Recompute::selective: return selective(s, experts);
        case Recompute::full:
            return {.kept = account::named(boundary_account(s), "kept"),
                    .transient = everything(s, experts, "transient")};
    }
    return {.kept = everything(s, experts, "kept"),
            .transient = account::nothing<Bytes>("transient", "recomputed of one layer",
                                                 "nothing is recomputed")};
}

Account in_flight_account(const TrainScenario& s, std::int64_t stage) {
    const Plan& p = s.plan;
    const std::int64_t count =
        static_cast<std::int64_t>(plan::micro_batches_account(p, s.workload).value);
    std::vector<Account> parts{plan::micro_batches_account(p, s.workload),
                               plan::said("pp", p.pp, "pipeline stages")};
    std::string formula = "min(micro_batches, pp)";
    std::string equation = "Eq. 9";
    const bool ordered = p.schedule == Schedule::one_f_one_b;
    if (p.schedule == Schedule::gpipe) {
        formula = "micro_batches";
        equation = "Eq. 8";
        parts.pop_back();
    } else if (p.schedule == Schedule::dualpipe) {
        formula = "(pp + 1) / 2";
        parts.erase(parts.begin());
    } else if (ordered) {
        formula = "min(micro_batches, pp - stage)";
        equation = "Eq. 6";
        parts.push_back(account::input("stage", static_cast<double>(stage), "counted from 0",
                                       account::elsewhere("the stage asked for")));
    }
    if (ordered && p.vpp > 1) {
        formula = "min(micro_batches, (2 * (pp - stage - 1) + (vpp - 1) * group + 1) / vpp)";
        equation = "Eq. 7";
        parts.push_back(plan::said("vpp", p.vpp, "chunks per stage"));
        parts.push_back(account::input("group",
                                       static_cast<double>(plan::interleaving_group(p.pp, count)),
                                       "micro-batches that pass one chunk before the next",
                                       account::elsewhere("docs/models/pipeline.md")));
    }
    Account a =
        account::formed<double>("in_flight", "micro-batches that a stage holds at once",
                                {formula, "docs/models/memory.md, " + equation}, std::move(parts));
    a.unit = "micro-batches";
    return a;
}

KeptAccounts kept_account(const TrainScenario& s, const plan::Stage& stage, std::int64_t index) {
    std::vector<Account> kept;
    std::vector<Account> each;
    std::vector<Account> transient;
    for (const Kind& kind : kinds(s, stage)) {
        const LayerActivationAccounts layer = layer_activations_account(s, kind.experts);
        kept.push_back(account::formed<Bytes>(
            kind.name, "what " + std::string(kind.says) + " keep",
            {"in_flight * layers * kept", eq_kept},
            {in_flight_account(s, index),
             plan::layers_account(static_cast<double>(kind.layers), kind.says, s.model, s.plan),
             layer.kept}));
        each.push_back(account::named(layer.kept, kind.name));
        transient.push_back(account::named(layer.transient, kind.name));
    }
    return {.activations = kept.empty()
                               ? account::nothing<Bytes>("kept", "activations", "no layers here")
                               : account::sum("kept", "activations of micro-batches in flight",
                                              std::move(kept)),
            .largest = largest("largest", "kept of one layer and micro-batch", std::move(each)),
            .transient = largest("recomputed", "recomputed of one layer", std::move(transient))};
}

}  // namespace foretoken::memory
