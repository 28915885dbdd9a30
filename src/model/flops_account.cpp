// What are the FLOPs of a step made of?
#include "model/flops_account.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "model/documents.hpp"
#include "model/operators.hpp"
#include "model/rows.hpp"
#include "model/tuning.hpp"

namespace foretoken::model {
namespace {

constexpr const char* eq_linear = "docs/models/operators.md, Eq. 1";
constexpr const char* eq_attention = "docs/models/operators.md, Eq. 2";
constexpr const char* eq_output = "docs/models/operators.md, Eq. 3";
constexpr const char* eq_tuning = "docs/models/finetuning.md, Eq. 3";
constexpr const char* eq_documents = "docs/models/finetuning.md, Eq. 4";

// A run of layers, in the model's order.
struct Layers {
    std::int64_t first;
    std::int64_t last;
};

template <class Counts>
Account count(const Model& m, const Layers& layers, const Counts& counts, std::string says) {
    std::int64_t number = 0;
    for (std::int64_t i = layers.first; i < layers.last; ++i) {
        number += counts(i) ? 1 : 0;
    }
    if (number == m.layers) {
        return size("layers", number, std::move(says), m);
    }
    return account::by_method(
        "layers", static_cast<double>(number), std::move(says),
        {"layers of this kind are counted", "docs/models/operators.md"},
        {size("of_model", m.layers, "transformer layers", m, "layers"),
         size("prediction_layers", m.prediction_layers, "multi-token-prediction layers", m)});
}

Account packing(const char* name, double value, const char* says) {
    return account::input(name, value, says,
                          account::scenario("workload.packing." + std::string(name)));
}

Account sequence(const Workload& w, const char* name) {
    return account::input(name, static_cast<double>(w.sequence), "tokens of a sequence",
                          account::scenario("workload.sequence"), "tokens");
}

// Tokens of a sequence that are no padding.
Account tokens_account(const Workload& w) {
    if (w.packing.fill != Fill::padded) {
        return sequence(w, "tokens");
    }
    return account::formed<double>(
        "tokens", "of a sequence that are no padding", {"min(sequence, mean)", eq_documents},
        {sequence(w, "sequence"), packing("mean", w.packing.mean, "tokens of a document")});
}

// Of the document that a token stands in.
Account length_account(const Workload& w) {
    if (w.packing.fill == Fill::whole) {
        return sequence(w, "length");
    }
    return account::formed<double>(
        "length", "of the document that a token stands in, on average",
        {"min(sequence, mean * (1 + cv ^ 2))", eq_documents},
        {sequence(w, "sequence"), packing("mean", w.packing.mean, "tokens of a document"),
         packing("cv", w.packing.cv, "their standard deviation over their mean")});
}

std::vector<Operator> products(const Model& m, bool experts) {
    const Software plain;
    std::vector<Operator> list = attention_operators(m, plain);
    const auto rest = experts ? expert_operators(m, plain) : dense_operators(m, plain);
    list.insert(list.end(), rest.begin(), rest.end());
    list.erase(std::remove_if(list.begin(), list.end(),
                              [](const Operator& op) {
                                  return op.kind != OperatorKind::gemm &&
                                         op.kind != OperatorKind::expert_gemm;
                              }),
               list.end());
    return list;
}

// One product's weights that a token meets, or those of its adapter.
Account weights(const Operator& op, const Model& m, const Tuning* tuning) {
    const auto shape = [](const char* name, std::int64_t value, const char* says) {
        return account::input(name, static_cast<double>(value), says,
                              account::elsewhere("docs/models/operators.md, operators"));
    };
    std::vector<Account> parts{shape("outputs", op.n, "output features"),
                               shape("inputs", op.k, "input features")};
    std::string formula = "outputs * inputs";
    if (tuning != nullptr) {
        formula = "rank * (projections * inputs + outputs)";
        parts.push_back(account::input("rank", static_cast<double>(tuning->rank), "of an adapter",
                                       account::scenario("workload.tuning.rank")));
        parts.push_back(account::input("projections", projections(op, m), "that one product fuses",
                                       account::elsewhere("docs/models/operators.md, operators")));
    }
    if (op.kind == OperatorKind::expert_gemm) {
        formula = "top_k * " + formula;
        parts.push_back(
            size("top_k", m.experts->top_k, "experts that each token visits", m, "experts.top_k"));
    }
    return account::formed<double>(std::string(op.name), "weights that a token meets",
                                   {std::move(formula), tuning != nullptr ? eq_tuning : eq_linear},
                                   std::move(parts));
}

// Of both kinds of layer: 2 tokens times the weights that a token meets. Null: not of adapters.
Account linear(std::string name, const Model& m, const Workload& w, const Layers& layers,
               const Tuning* tuning) {
    std::vector<Account> kinds;
    for (const bool experts : {false, true}) {
        Account number = count(
            m, layers, [&](std::int64_t i) { return is_expert_layer(m, i) == experts; },
            experts ? "layers with experts" : "dense layers");
        if (number.value == 0.0) {
            continue;
        }
        std::vector<Account> parts;
        for (const Operator& op : products(m, experts)) {
            const bool skipped = (tuning != nullptr && !is_target(op, *tuning)) ||
                                 (!experts && m.ffn == 0 && op.name.substr(0, 4) == "mlp.");
            if (!skipped) {
                parts.push_back(weights(op, m, tuning));
            }
        }
        Account met = parts.empty()
                          ? account::nothing<double>("weights", "of one layer", "it has none")
                          : account::sum("weights", "of one layer", std::move(parts));
        met.dimension = {};
        kinds.push_back(account::formed<Flops>(
            experts ? "mixture_layers" : "dense_layers", "2 per multiply-add",
            {"2 * tokens * layers * weights", tuning != nullptr ? eq_tuning : eq_linear},
            {tokens_account(w), std::move(number), std::move(met)}));
    }
    const char* says = "products with weights, forward";
    return kinds.empty() ? account::nothing<Flops>(std::move(name), says, "no layers of the kind")
                         : account::sum(std::move(name), says, std::move(kinds));
}

// Keys that a query sees on average.
Account keys(const Model& m, const Workload& w, bool windowed, bool causal) {
    const Account length = length_account(w);
    if (!windowed) {
        return causal ? account::formed<double>("keys", "that a token sees, each pair once",
                                                {"length / 2", eq_attention}, {length})
                      : account::named(length, "keys");
    }
    const Account window =
        size("window", m.window->size, "tokens that a windowed layer sees", m, "window.size");
    std::string formula = "min(length, window)";
    if (causal) {
        formula = window.value >= length.value ? "min(length, window, length / 2)"
                                               : "window - window ^ 2 / (2 * length)";
    }
    return account::formed<double>("keys", "that a token sees", {formula, eq_attention},
                                   {length, window});
}

Account attention(std::string name, const Model& m, const Workload& w, const Layers& layers,
                  bool causal) {
    std::vector<Account> kinds;
    for (const bool windowed : {false, true}) {
        Account number = count(
            m, layers, [&](std::int64_t i) { return is_windowed_layer(m, i) == windowed; },
            windowed ? "layers with a window" : "layers that see everything");
        if (number.value == 0.0) {
            continue;
        }
        const auto dim = [&](const char* as, std::int64_t value, const char* says) {
            return size(as, value, says, m, m.latent ? "latent" : "head_dim");
        };
        kinds.push_back(account::formed<Flops>(
            windowed ? "windowed_layers" : "layers", "scores and values",
            {"2 * tokens * layers * heads * (score_dim + value_dim) * keys", eq_attention},
            {tokens_account(w), std::move(number), size("heads", m.heads, "query heads", m),
             dim("score_dim", score_dim(m), "of queries and keys per head"),
             dim("value_dim", value_dim(m), "of values per head"), keys(m, w, windowed, causal)}));
    }
    const char* says = "attention, forward";
    return kinds.empty() ? account::nothing<Flops>(std::move(name), says, "no layers of the kind")
                         : account::sum(std::move(name), says, std::move(kinds));
}

Account output(const Model& m, const Workload& w) {
    return account::formed<Flops>(
        "forward", "logits, forward", {"2 * tokens * outputs * hidden * vocabulary", eq_output},
        {tokens_account(w),
         account::input("outputs", static_cast<double>(1 + m.prediction_layers),
                        "of the model and of each prediction layer",
                        in_row(m, "prediction_layers")),
         size("hidden", m.hidden, "width of the residual stream", m),
         size("vocabulary", m.vocabulary, "tokens", m)});
}

// Forward and backward: so many times the forward pass.
Account passes(std::string name, std::string says, double times, Account forward) {
    return account::formed<Flops>(
        std::move(name), std::move(says), {"passes * forward", eq_tuning},
        {account::input("passes", times, "forward, input gradient, weight gradient: what is needed",
                        account::scenario("workload.tuning.method")),
         account::named(std::move(forward), "forward")});
}

// What a sequence costs; parts that do not occur are left out.
std::vector<Account> training(const Model& m, const Workload& w, bool causal) {
    const Tuning& t = w.tuning;
    const std::int64_t frozen = frozen_layers(m, t);
    const Layers below{0, frozen};
    const Layers above{frozen, m.layers + m.prediction_layers};
    std::vector<Account> parts;
    if (frozen > 0) {
        parts.push_back(linear("frozen_linear", m, w, below, nullptr));
        parts.push_back(attention("frozen_attention", m, w, below, causal));
    }
    parts.push_back(passes("linear", "products with weights", trains_products(t) ? 3.0 : 2.0,
                           linear("forward", m, w, above, nullptr)));
    parts.push_back(
        passes("attention", "scores and values", 3.0, attention("forward", m, w, above, causal)));
    if (t.method == Method::lora) {
        parts.push_back(
            passes("adapters", "beside frozen weights", 3.0, linear("forward", m, w, above, &t)));
    }
    parts.push_back(passes("output", "logits", trains_output(m, t) ? 3.0 : 2.0, output(m, w)));
    return parts;
}

Account of_step(std::string name, std::string says, const Workload& w, std::vector<Account> parts) {
    return account::formed<Flops>(
        std::move(name), std::move(says),
        {"global_batch * one_sequence", "docs/models/operators.md"},
        {account::input("global_batch", static_cast<double>(w.global_batch), "sequences per step",
                        account::scenario("workload.global_batch")),
         account::sum("one_sequence", "FLOPs of one sequence", std::move(parts))});
}

}  // namespace

StepFlopsAccounts step_flops_account(const Model& m, const Workload& w, Recompute recompute) {
    std::vector<Account> executed = training(m, w, false);
    const Layers above{frozen_layers(m, w.tuning), m.layers + m.prediction_layers};
    if (recompute != Recompute::none) {
        executed.push_back(attention("recomputed_attention", m, w, above, false));
    }
    if (recompute == Recompute::full) {
        executed.push_back(linear("recomputed_linear", m, w, above, nullptr));
        if (w.tuning.method == Method::lora) {
            executed.push_back(linear("recomputed_adapters", m, w, above, &w.tuning));
        }
    }
    return {.full = of_step("model_flops", "of a step, attention over the full square", w,
                            training(m, w, false)),
            .causal = of_step("model_causal_flops", "of a step, causal attention counted once", w,
                              training(m, w, true)),
            .hardware = of_step("hardware_flops", "of a step, recomputation counted", w,
                                std::move(executed))};
}

}  // namespace foretoken::model
