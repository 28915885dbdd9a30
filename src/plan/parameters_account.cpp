// What are the parameters made of that one rank holds?
#include "plan/parameters_account.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "model/parameters_account.hpp"
#include "model/rows.hpp"
#include "model/tuning.hpp"
#include "plan/rank_account.hpp"
#include "plan/trained.hpp"

namespace foretoken::plan {
namespace {

constexpr const char* page = "docs/models/memory.md, Eq. 2";
constexpr const char* adapters_page = "docs/models/finetuning.md, Eq. 2";

Account none(std::string name) {
    Account a = account::input(std::move(name), 0.0, "none", account::elsewhere("there are none"));
    a.unit = "parameters";
    return a;
}

Account sum(std::string name, std::string says, std::vector<Account> parts) {
    if (parts.empty()) {
        return none(std::move(name));
    }
    Account a = account::sum(std::move(name), std::move(says), std::move(parts));
    a.unit = "parameters";
    return a;
}

Account formed(std::string name, std::string says, account::Made made, std::vector<Account> parts) {
    Account a = account::formed<double>(std::move(name), std::move(says), std::move(made),
                                        std::move(parts));
    a.unit = "parameters";
    return a;
}

// A and B beside one product: the side that the product splits is split, the other one whole.
Account adapter(const model::Operator& op, const Model& m, const Plan& p, const Tuning& t) {
    const auto number = [](const char* name, double value, const char* says) {
        return account::input(name, value, says,
                              account::elsewhere("docs/models/operators.md, operators"));
    };
    std::vector<Account> parts{
        account::input("rank", static_cast<double>(t.rank), "of an adapter",
                       account::scenario("workload.tuning.rank")),
        number("projections", model::projections(op, m), "that one product fuses"),
        number("inputs", static_cast<double>(op.k), "input features"),
        number("outputs", static_cast<double>(op.n), "output features")};
    std::string formula = "rank * (projections * inputs + outputs)";
    if (op.kind == model::OperatorKind::expert_gemm) {
        formula = "experts / (ep * etp) * " + formula;
        parts.push_back(
            model::size("experts", m.experts->count, "routed experts", m, "experts.count"));
        parts.push_back(said("ep", p.ep, "expert ranks"));
        parts.push_back(said("etp", p.etp, "tensor ranks inside an expert"));
    } else if (op.split == model::Split::column || op.split == model::Split::row) {
        formula = op.split == model::Split::row ? "rank * (projections * inputs / tp + outputs)"
                                                : "rank * (projections * inputs + outputs / tp)";
        parts.push_back(said("tp", p.tp, "tensor ranks"));
    }
    return formed(std::string(op.name), "A and B beside this product", {formula, adapters_page},
                  std::move(parts));
}

ParameterAccounts adapters(const Model& m, const Plan& p, const Tuning& t, bool experts) {
    const Software plain;
    std::vector<model::Operator> list = model::attention_operators(m, plain);
    const auto rest =
        experts ? model::expert_operators(m, plain) : model::dense_operators(m, plain);
    list.insert(list.end(), rest.begin(), rest.end());
    std::vector<Account> shared;
    std::vector<Account> routed;
    for (const model::Operator& op : list) {
        if (model::is_target(op, t)) {
            const bool expert = op.kind == model::OperatorKind::expert_gemm;
            (expert ? routed : shared).push_back(adapter(op, m, p, t));
        }
    }
    return {.shared = sum("shared", "adapters of a layer", std::move(shared)),
            .experts = sum("experts", "adapters of a layer's experts", std::move(routed))};
}

// Of each kind of layer on a stage, so many times one layer; and what stands outside of layers.
using OfLayer = ParameterAccounts (*)(const Model&, const Plan&, const Tuning&, bool experts);

struct Lists {
    std::vector<Account> shared;
    std::vector<Account> experts;
};

void add_layers(const Model& m, const Plan& p, const Tuning& t, const Stage& stage, OfLayer of,
                Lists& lists) {
    const auto add = [&](const char* name, const char* says, std::int64_t layers, bool experts) {
        if (layers <= 0) {
            return;
        }
        const auto times = [&](const Account& one) {
            return formed(name, says, {"layers * parameters_per_layer", page},
                          {layers_account(static_cast<double>(layers), says, m, p),
                           account::named(one, "parameters_per_layer")});
        };
        const ParameterAccounts layer = of(m, p, t, experts);
        if (layer.shared.value > 0.0) {
            lists.shared.push_back(times(layer.shared));
        }
        if (layer.experts.value > 0.0) {
            lists.experts.push_back(times(layer.experts));
        }
    };
    add("dense_layers", "dense layers", stage.dense + stage.dense_windowed, false);
    add("mixture_layers", "layers with experts", stage.experts + stage.experts_windowed, true);
    add("prediction_layers", "multi-token-prediction layers", stage.prediction,
        m.experts.has_value());
}

ParameterAccounts of_lists(Lists lists) {
    return {.shared = sum("shared", "parameters on a rank, experts aside", std::move(lists.shared)),
            .experts = sum("experts", "parameters of experts on a rank", std::move(lists.experts))};
}

ParameterAccounts of_any(const Model& m, const Plan& p, const Tuning&, bool experts) {
    return local_layer_account(m, p, experts);
}

Account difference(std::string name, Account all, Account frozen) {
    if (frozen.value == 0.0) {
        return account::named(std::move(all), std::move(name));
    }
    return formed(
        std::move(name), "parameters that are trained", {"held - frozen", page},
        {account::named(std::move(all), "held"), account::named(std::move(frozen), "frozen")});
}

}  // namespace

Account layers_account(double layers, std::string says, const Model& m, const Plan& p) {
    if (p.pp * p.vpp == 1 && layers == static_cast<double>(m.layers)) {
        return model::size("layers", m.layers, std::move(says), m);
    }
    return account::by_method(
        "layers", layers, std::move(says) + " of this stage",
        {"layers dealt to chunks in order", "docs/models/pipeline.md"},
        {model::size("of_model", m.layers, "layers of the model", m, "layers"),
         said("pp", p.pp, "pipeline stages"), said("vpp", p.vpp, "chunks per stage")});
}

ParameterAccounts local_layer_account(const Model& m, const Plan& p, bool experts) {
    model::LayerParameterAccounts layer = model::layer_parameters_account(m, experts);
    Account shared = formed(
        "shared", "of one layer, experts aside", {"split / tp + replicated", page},
        {std::move(layer.split), said("tp", p.tp, "tensor ranks"), std::move(layer.replicated)});
    if (!experts) {
        return {.shared = std::move(shared), .experts = none("experts")};
    }
    return {.shared = std::move(shared),
            .experts = formed(
                "experts", "of one layer's experts", {"all / (ep * etp)", page},
                {account::named(std::move(layer.experts), "all"), said("ep", p.ep, "expert ranks"),
                 said("etp", p.etp, "tensor ranks inside an expert")})};
}

ParameterAccounts trained_layer_account(const Model& m, const Plan& p, const Tuning& t,
                                        bool experts) {
    return t.method == Method::lora ? adapters(m, p, t, experts)
                                    : local_layer_account(m, p, experts);
}

ParameterAccounts frozen_layer_account(const Model& m, const Plan& p, const Tuning& t,
                                       bool experts) {
    if (t.method == Method::lora) {
        return local_layer_account(m, p, experts);
    }
    return {.shared = none("shared"), .experts = none("experts")};
}

ParameterAccounts local_account(const Model& m, const Plan& p, const Stage& stage) {
    Lists lists;
    add_layers(m, p, {}, stage, of_any, lists);
    const auto end = [&](Account matrix) {
        const std::string name = matrix.name;
        const std::string says = matrix.says;
        return formed(
            name, says, {"parameters / tp", page},
            {account::named(std::move(matrix), "parameters"), said("tp", p.tp, "tensor ranks")});
    };
    if (stage.embedding) {
        lists.shared.push_back(end(model::embedding_account(m)));
    }
    if (stage.output && (!m.tied_embeddings || !stage.embedding)) {
        lists.shared.push_back(end(model::output_matrix_account(m)));
    }
    return of_lists(std::move(lists));
}

ParameterAccounts trained_account(const Model& m, const Plan& p, const Tuning& t,
                                  const Stage& stage) {
    if (t.method == Method::lora) {
        Lists lists;
        add_layers(m, p, t, stage, adapters, lists);
        return of_lists(std::move(lists));
    }
    ParameterAccounts all = local_account(m, p, stage);
    if (t.method == Method::full) {
        return all;
    }
    ParameterAccounts frozen = local_account(m, p, frozen_below(m, t, stage));
    return {.shared = difference("shared", std::move(all.shared), std::move(frozen.shared)),
            .experts = difference("experts", std::move(all.experts), std::move(frozen.experts))};
}

ParameterAccounts frozen_account(const Model& m, const Plan& p, const Tuning& t,
                                 const Stage& stage) {
    switch (t.method) {
        case Method::full: break;
        case Method::lora: return local_account(m, p, stage);
        case Method::last_layers: return local_account(m, p, frozen_below(m, t, stage));
    }
    return {.shared = none("shared"), .experts = none("experts")};
}

}  // namespace foretoken::plan
