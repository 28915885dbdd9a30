// What are the figures made of by which a step is compared with others?
#include "train/headline_account.hpp"

#include <string>
#include <utility>

#include "base/account.hpp"
#include "hardware/precision.hpp"
#include "hardware/rows.hpp"
#include "model/flops_account.hpp"

namespace foretoken::train {
namespace {

constexpr const char* operators_page = "docs/models/operators.md, Eq. 4";
constexpr const char* energy_page = "docs/models/energy.md, Eq. 5";

Account accelerators(const Forecast& f) {
    return account::input("accelerators", static_cast<double>(f.accelerators), "of the cluster",
                          account::scenario("cluster.accelerators"));
}

Account step(const Forecast& f) {
    return account::input("step", f.step, "a whole step", account::elsewhere("step"));
}

Account tokens(const Forecast& f, const Workload& w) {
    const bool padded = w.packing.fill == Fill::padded;
    std::vector<Account> parts{
        account::input("global_batch", static_cast<double>(w.global_batch), "sequences per step",
                       account::scenario("workload.global_batch")),
        account::input("sequence", static_cast<double>(w.sequence), "tokens of a sequence",
                       account::scenario("workload.sequence"))};
    if (padded) {
        parts.push_back(account::input("mean", w.packing.mean, "tokens of a document",
                                       account::scenario("workload.packing.mean")));
    }
    return account::derived(
        "tokens", static_cast<double>(f.tokens), "of a step that are no padding",
        {padded ? "round(global_batch * min(sequence, mean))" : "global_batch * sequence",
         "docs/models/finetuning.md, packing"},
        std::move(parts), "tokens");
}

Account rate(std::string name, std::string says, FlopRate value, const Account& flops,
             const Forecast& f) {
    return account::derived(std::move(name), value, std::move(says),
                            {"flops / step / accelerators", operators_page},
                            {account::named(flops, "flops"), step(f), accelerators(f)});
}

Account mfu(const Forecast& f, const TrainScenario& s, const Account& flops) {
    const Accelerator& a = s.cluster.node.accelerator;
    const Format format = hardware::product_format(s.workload.precision);
    return account::derived("mfu", f.rate(f.flops.model_full) / f.peak,
                            "model FLOPs over what the peak would do",
                            {"flops / step / accelerators / peak", operators_page},
                            {account::named(flops, "flops"), step(f), accelerators(f),
                             hardware::peak("peak", a, format)});
}

Account watts(const Forecast& f) {
    std::vector<Account> phases;
    for (std::size_t i = 0; i < Energy::phases; ++i) {
        const EnergyTerm& term = f.energy.terms[i];
        phases.push_back(account::input(std::string(term.key), term.energy, std::string(term.says),
                                        account::elsewhere(std::string(term.key))));
    }
    return account::derived(
        "watts", f.energy.accelerator, "mean draw of an accelerator", {"board / step", energy_page},
        {account::sum("board", "energy of the accelerator itself", std::move(phases)), step(f)});
}

}  // namespace

std::vector<Account> headline_accounts(const Forecast& f, const TrainScenario& s) {
    model::StepFlopsAccounts flops =
        model::step_flops_account(s.model, s.workload, s.plan.recompute);
    flops.full.value = f.flops.model_full.value;
    flops.causal.value = f.flops.model_causal.value;
    flops.hardware.value = f.flops.hardware.value;
    const auto rate_of = [&](const char* name, const char* says, Flops value, const Account& of) {
        return rate(name, says, f.rate(value), of, f);
    };
    const Account all_tokens = tokens(f, s.workload);
    std::vector<Account> list{
        account::derived("tokens_per_s_per_accelerator", f.tokens_per_second_per_accelerator(),
                         "tokens that one accelerator trains in a second",
                         {"tokens / step / accelerators", operators_page},
                         {all_tokens, step(f), accelerators(f)}, "tokens/s"),
        mfu(f, s, flops.full),
        rate_of("model_flop_per_s_per_accelerator", "in model FLOPs, attention over the square",
                f.flops.model_full, flops.full),
        rate_of("model_causal_flop_per_s_per_accelerator", "in model FLOPs, attention counted once",
                f.flops.model_causal, flops.causal),
        rate_of("hardware_flop_per_s_per_accelerator", "in executed FLOPs, recomputation counted",
                f.flops.hardware, flops.hardware),
        watts(f),
        account::derived("joules_per_token", f.energy.per_token,
                         "of all accelerators, nodes and the building",
                         {"energy * accelerators / tokens", energy_page},
                         {account::input("energy", f.energy.total, "of one accelerator's share",
                                         account::elsewhere("energy")),
                          accelerators(f), all_tokens},
                         "J/token")};
    list.push_back(std::move(flops.full));
    list.push_back(std::move(flops.causal));
    list.push_back(std::move(flops.hardware));
    return list;
}

}  // namespace foretoken::train
