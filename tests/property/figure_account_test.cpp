#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "arbitrary.hpp"
#include "base/account.hpp"
#include "hardware/power.hpp"
#include "train/confidence.hpp"
#include "train/confidence_account.hpp"
#include "train/energy_account.hpp"
#include "train/forecast.hpp"
#include "train/headline_account.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::coin;
using foretoken::property::holds;
using foretoken::property::one_of;
using foretoken::property::within;

namespace {

// What other properties leave alone: caps, tuning, documents.
Case varied(Case c) {
    TrainScenario& s = c.scenario;
    if (coin()) {
        const double share = 0.35 + 0.01 * static_cast<double>(within(0, 70));
        s.plan.power_cap = share * s.cluster.node.accelerator.power.value;
    }
    s.workload.tuning.method = one_of<Method>({Method::full, Method::lora, Method::last_layers});
    s.workload.tuning.layers = within(1, s.model.layers);
    s.workload.tuning.targets =
        one_of<Targets>({Targets::attention, Targets::dense, Targets::linear});
    const Fill fill = one_of<Fill>({Fill::whole, Fill::packed, Fill::padded});
    if (fill != Fill::whole) {
        const double mean = 1.0 + static_cast<double>(s.workload.sequence) / 7.0;
        s.workload.packing = {.fill = fill, .mean = mean, .cv = coin() ? 0.0 : 1.5};
    }
    s.cluster.pue.value = coin() ? 1.2 : 0.0;
    return c;
}

Forecast of(const Case& c) {
    auto f = train::forecast(c.scenario, c.calibration);
    if (!f) {
        RC_FAIL("not legal: " + f.error().where + ": " + f.error().message);
    }
    return *std::move(f);
}

void well(const Account& account, double value) {
    for (const std::string& fault : account::faults(account)) {
        RC_FAIL(fault);
    }
    RC_ASSERT(std::abs(account.value - value) <= 1e-9 * std::abs(value));
}

const Account& named(const std::vector<Account>& list, std::string_view name) {
    for (const Account& each : list) {
        if (each.name == name) {
            return each;
        }
    }
    RC_FAIL("no account " + std::string(name));
    return list.front();
}

TEST_CASE("bounds are accounted for") {
    CHECK(holds("interval accounts", [](const Case& c) {
        const Forecast f = of(varied(c));
        const double distance = static_cast<double>(within(0, 40)) / 10.0;
        const Interval bounds = train::interval(f, c.calibration.confidence, distance);
        const auto list = train::interval_accounts(f, c.calibration.confidence, distance);
        well(named(list, "low"), bounds.low.value);
        well(named(list, "high"), bounds.high.value);
        well(named(list, "memory_low"), bounds.memory_low.value);
        well(named(list, "memory_high"), bounds.memory_high.value);
    }));
}

TEST_CASE("every joule is accounted for") {
    CHECK(holds("energy account", [](const Case& some) {
        const Case c = varied(some);
        const Forecast f = of(c);
        const TrainScenario s = train::settled(c.scenario);
        Calibration capped = c.calibration;
        const Accelerator& a = s.cluster.node.accelerator;
        capped.kernel = hardware::under_cap(
            c.calibration.kernel,
            hardware::slowdown(s.plan.power_cap, a.power.value, c.calibration.power,
                               c.calibration.kernel.stream_fraction));
        const train::Job job = train::job_of(s, capped);
        const Account account = train::energy_account(f, job, c.calibration.kernel);
        well(account, f.energy.total.value);
        for (const EnergyTerm& term : f.energy.terms) {
            const auto part =
                std::find_if(account.parts.begin(), account.parts.end(),
                             [&](const Account& p) { return "energy." + p.name == term.key; });
            RC_ASSERT(part != account.parts.end());
            RC_ASSERT(part->value == term.energy.value);
        }
    }));
}

TEST_CASE("figures of a whole step are accounted for") {
    CHECK(holds("headline accounts", [](const Case& some) {
        const Case c = varied(some);
        const Forecast f = of(c);
        const auto list = train::headline_accounts(f, train::settled(c.scenario));
        well(named(list, "tokens_per_s_per_accelerator"), f.tokens_per_second_per_accelerator());
        well(named(list, "mfu"), f.rate(f.flops.model_full) / f.peak);
        well(named(list, "model_causal_flop_per_s_per_accelerator"),
             f.rate(f.flops.model_causal).value);
        well(named(list, "hardware_flop_per_s_per_accelerator"), f.rate(f.flops.hardware).value);
        well(named(list, "watts"), f.energy.accelerator.value);
        well(named(list, "joules_per_token"), f.energy.per_token);
        well(named(list, "model_flops"), f.flops.model_full.value);
        well(named(list, "model_causal_flops"), f.flops.model_causal.value);
        well(named(list, "hardware_flops"), f.flops.hardware.value);
    }));
}

}  // namespace
