// What is the energy of a step made of?
#include "train/energy_account.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "hardware/rows.hpp"
#include "kernel/constants.hpp"
#include "train/phase.hpp"

namespace foretoken::train {
namespace {

constexpr const char* eq_memory = "docs/models/energy.md, Eq. 1";
constexpr const char* eq_products = "docs/models/energy.md, Eq. 2";
constexpr const char* eq_clock = "docs/models/energy.md, Eq. 3";
constexpr const char* eq_energy = "docs/models/energy.md, Eq. 5";
constexpr const char* eq_beside = "docs/models/energy.md, Eq. 6";

// What the figures of an account are taken from.
struct Sources {
    const Forecast& forecast;
    const Job& job;
    const KernelCalibration& nominal;

    const PowerCalibration& draws() const { return job.calibration.power; }
    Account share(std::string name, const Sourced<double>& value, std::string says) const {
        const Provenance from = account::row(value.from, "power/" + draws().id, name);
        return account::input(std::move(name), value.value, std::move(says), from);
    }
    Account limit() const {
        const Accelerator& a = job.accelerator();
        return account::input("limit", a.power.value, "of the board",
                              account::row(a.power.from, "accelerators/" + a.id, "power"));
    }
    bool is_capped() const {
        const Watts cap = job.scenario.plan.power_cap;
        return cap.value > 0.0 && cap < job.accelerator().power.value;
    }
    Account cap() const {
        return account::input("cap", job.scenario.plan.power_cap, "which the board may draw",
                              account::scenario("plan.power_cap"));
    }
    // What a board draws: so much, or what a cap leaves of it.
    Account power(std::string formula, const char* where, std::vector<Account> parts) const {
        parts.push_back(limit());
        if (is_capped()) {
            formula = "min(cap, " + formula + ")";
            parts.push_back(cap());
        }
        return account::formed<Watts>("power", "of the board meanwhile",
                                      {std::move(formula), where}, std::move(parts));
    }
    Account gemm(std::string name, double value, std::string says, const char* key) const {
        const Provenance& own = gemm_row(nominal).from;
        return account::input(std::move(name), value, std::move(says),
                              account::row(own.source.empty() ? nominal.from : own,
                                           "kernels/" + nominal.id, std::string("gemm, ") + key));
    }
    const GemmConstants& gemm_row(const KernelCalibration& kernels) const {
        return kernel::gemm_constants(kernel::executed_as(job.products, job.accelerator()),
                                      kernels);
    }
};

// The clock of products, over that of a burst; lower under a cap.
Account clock(const Sources& s) {
    const double nominal = s.gemm_row(s.nominal).sustained;
    Account sustained =
        s.gemm("clock", nominal, "under lasting load, over that of a burst", "sustained");
    if (s.gemm_row(s.job.calibration.kernel).sustained == nominal) {
        return sustained;
    }
    return account::formed<double>(
        "clock", "under the cap, over that of a burst",
        {"sustained * ((cap / limit - idle) / (1 - idle)) ^ (1 / clock_exponent)", eq_clock},
        {account::named(std::move(sustained), "sustained"), s.cap(), s.limit(),
         s.share("idle", s.draws().idle, "no kernel runs"),
         s.share("clock_exponent", s.draws().clock_exponent, "of power beyond idle")});
}

Account executed(const Sources& s) {
    const Forecast& f = s.forecast;
    const bool square = s.job.scenario.software.attention == AttentionKernel::unfused;
    const auto of_step = [](const char* name, Flops flops, const char* says) {
        return account::input(name, flops, says, account::elsewhere(name));
    };
    std::vector<Account> parts{
        of_step("hardware_flops", f.flops.hardware, "of a step, recomputation counted"),
        account::input("accelerators", static_cast<double>(f.accelerators), "of the cluster",
                       account::scenario("cluster.accelerators"))};
    std::string formula = "hardware_flops / accelerators";
    if (!square) {
        formula = "hardware_flops * model_causal_flops / model_flops / accelerators";
        parts.push_back(of_step("model_causal_flops", f.flops.model_causal,
                                "of a step, masked attention not counted"));
        parts.push_back(of_step("model_flops", f.flops.model_full, "of a step"));
    }
    return account::formed<Flops>("executed", "by one accelerator, on average",
                                  {std::move(formula), eq_products}, std::move(parts));
}

Account busy(const Account& products, const Sources& s) {
    const GemmConstants& gemm = s.gemm_row(s.job.calibration.kernel);
    const char* says = "share of the products' time for which the matrix engine is busy";
    if (products.value <= 0.0 || gemm.peak_fraction * gemm.sustained <= 0.0) {
        return account::nothing<double>("busy", says, "products take no time");
    }
    const Accelerator& a = s.job.accelerator();
    return account::formed<double>(
        "busy", says, {"min(1, executed / time / (peak * peak_fraction * clock))", eq_products},
        {executed(s),
         account::input("time", Seconds{products.value}, "of products",
                        account::elsewhere("energy.products.time")),
         hardware::peak("peak", a, s.job.products),
         s.gemm("peak_fraction", gemm.peak_fraction, "of the peak, that a full wave reaches",
                "peak_fraction"),
         clock(s)});
}

Account products_power(const Account& time, const Sources& s) {
    const PowerCalibration& draws = s.draws();
    const double nominal = s.gemm_row(s.nominal).sustained;
    Account engine = account::formed<double>(
        "engine", "what the busy matrix engine adds at the burst's clock",
        {"(1 - idle) / clock ^ clock_exponent - (active - idle)", eq_products},
        {s.share("idle", draws.idle, "no kernel runs"),
         s.gemm("clock", nominal, "under lasting load, over that of a burst", "sustained"),
         s.share("clock_exponent", draws.clock_exponent, "of power beyond idle"),
         s.share("active", draws.active, "a kernel runs")});
    return s.power(
        "limit * min(1, active + engine * busy)", eq_products,
        {s.share("active", draws.active, "a kernel runs"), std::move(engine), busy(time, s)});
}

Account memory_power(const Sources& s) {
    const PowerCalibration& draws = s.draws();
    const KernelCalibration& k = s.nominal;
    return s.power("limit * min(1, active + memory * stream_fraction)", eq_memory,
                   {s.share("active", draws.active, "a kernel runs"),
                    s.share("memory", draws.memory, "beyond it, at the full bandwidth"),
                    account::input("stream_fraction", k.stream_fraction, "of the bandwidth in use",
                                   account::row(k.from, "kernels/" + k.id, "stream_fraction"))});
}

Account share_power(const char* name, const Sourced<double>& value, const char* says,
                    const Sources& s) {
    return s.power("limit * " + std::string(name), eq_energy, {s.share(name, value, says)});
}

// The terms of the step that belong to a phase.
Account time_account(Phase phase, const Forecast& f) {
    std::vector<Account> terms;
    for (const Term& term : f.terms) {
        if (phase_of(term.key) == phase && term.time.value > 0.0) {
            const std::string key(term.key);
            terms.push_back(account::input(key, term.time, std::string(term.says),
                                           account::elsewhere("step." + key)));
        }
    }
    return terms.empty() ? account::nothing<Seconds>("time", "of the step", "it takes no time")
                         : account::sum("time", "of the step", std::move(terms));
}

Account power_account(Phase phase, const Account& time, const Sources& s) {
    const PowerCalibration& draws = s.draws();
    switch (phase) {
        case Phase::products: return products_power(time, s);
        case Phase::memory: return memory_power(s);
        case Phase::communication:
            return share_power("communication", draws.communication,
                               "a collective's kernels run and nothing else", s);
        case Phase::waiting: break;
    }
    return share_power("idle", draws.idle, "no kernel runs", s);
}

Account step_input(const Forecast& f) {
    return account::input("step", f.step, "a whole step", account::elsewhere("step"));
}

// One accelerator's share of what its node draws beside the boards.
Account node_power(const Sources& s) {
    const Cluster& cluster = s.job.scenario.cluster;
    const Node& node = cluster.node;
    if (node.power.value.value > 0.0) {
        return account::formed<Watts>(
            "node", "share of the node beside its accelerators",
            {"power / accelerators", eq_beside},
            {account::input("power", node.power.value, "of a node beside its accelerators",
                            account::row(node.power.from, "clusters/" + cluster.id, "node.power")),
             account::input(
                 "accelerators", static_cast<double>(node.accelerators), "of a node",
                 account::row(cluster.from, "clusters/" + cluster.id, "node.accelerators"))});
    }
    return account::formed<Watts>(
        "node", "share of the node beside its accelerators", {"share * limit", eq_beside},
        {account::named(s.share("node", s.draws().node, "of the board's limit"), "share"),
         s.limit()});
}

// "products" of "energy.products".
std::string part_name(const EnergyTerm& term) {
    return std::string(term.key.substr(term.key.find('.') + 1));
}

Account building(const Sources& s, const EnergyTerm& term) {
    const Cluster& cluster = s.job.scenario.cluster;
    const std::string name = part_name(term);
    const std::string says(term.says);
    if (cluster.pue.value <= 1.0) {
        return account::nothing<Joules>(name, says, "no PUE is known, or it is 1");
    }
    Account power = account::formed<Watts>(
        "power", "beyond what machines draw", {"(pue - 1) * (accelerator + node)", eq_beside},
        {account::input("pue", cluster.pue.value, "power of the building over that of its machines",
                        account::row(cluster.pue.from, "clusters/" + cluster.id, "pue")),
         account::input("accelerator", s.forecast.energy.accelerator, "mean draw of a board",
                        account::elsewhere("watts")),
         node_power(s)});
    return account::derived(name, term.energy, says, {"step * power", eq_beside},
                            {step_input(s.forecast), std::move(power)});
}

}  // namespace

Account energy_account(const Forecast& f, const Job& job, const KernelCalibration& nominal) {
    const Sources sources{.forecast = f, .job = job, .nominal = nominal};
    std::vector<Account> parts;
    for (std::size_t i = 0; i < Energy::phases; ++i) {
        const EnergyTerm& term = f.energy.terms[i];
        const auto phase = static_cast<Phase>(i);
        Account time = time_account(phase, f);
        Account power = power_account(phase, time, sources);
        parts.push_back(account::derived(part_name(term), term.energy, std::string(term.says),
                                         {"time * power", eq_energy},
                                         {std::move(time), std::move(power)}));
    }
    const EnergyTerm& node = f.energy.terms[Energy::phases];
    parts.push_back(account::derived(
        part_name(node), node.energy, std::string(node.says), {"step * power", eq_beside},
        {step_input(f), account::named(node_power(sources), "power")}));
    parts.push_back(building(sources, f.energy.terms[Energy::phases + 1]));
    Account all = account::sum("energy", "of one accelerator's share of a step", std::move(parts));
    all.value = f.energy.total.value;
    return all;
}

}  // namespace foretoken::train
