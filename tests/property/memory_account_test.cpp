#include <doctest/doctest.h>

#include <cmath>

#include "arbitrary.hpp"
#include "base/account.hpp"
#include "memory/account.hpp"
#include "memory/footprint.hpp"
#include "memory/host.hpp"
#include "plan/legal.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::coin;
using foretoken::property::holds;
using foretoken::property::one_of;
using foretoken::property::within;

namespace {

double share() {
    return coin() ? 0.0 : static_cast<double>(within(1, 10)) / 10.0;
}

// States and shares that the scenarios of other properties leave alone.
TrainScenario with_states(const Case& c) {
    TrainScenario s = c.scenario;
    s.workload.tuning.method = one_of<Method>({Method::full, Method::lora, Method::last_layers});
    s.workload.tuning.layers = within(1, s.model.layers);
    s.workload.tuning.targets =
        one_of<Targets>({Targets::attention, Targets::dense, Targets::linear});
    if (s.workload.tuning.method != Method::full) {
        s.workload.tuning.frozen_format = one_of<Format>({Format::bf16, Format::fp8, Format::fp4});
    }
    s.workload.optimizer.kind =
        one_of<OptimizerKind>({OptimizerKind::adam, OptimizerKind::adam_8bit, OptimizerKind::sgd,
                               OptimizerKind::muon, OptimizerKind::adafactor});
    s.workload.optimizer.moments = one_of<Format>({Format::fp32, Format::bf16});
    s.workload.optimizer.master = coin() ? Format::fp32 : Format::bf16;
    s.plan.offload = {
        .optimizer = share(), .weights = s.plan.zero >= 3 ? share() : 0.0, .activations = share()};
    s.software.flat_gradients = coin();
    s.software.narrow_weights = coin();
    s.software.selective_products = coin() ? 0.5 : 0.0;
    const auto plan = plan::completed(s.plan, s.model, s.workload, s.cluster.accelerators);
    if (!plan) {
        RC_FAIL(plan.error().where + ": " + plan.error().message);
    }
    s.plan = *plan;
    return s;
}

void well(const Account& account, double value) {
    for (const std::string& fault : account::faults(account)) {
        RC_FAIL(fault);
    }
    RC_ASSERT(std::abs(account.value - value) <= 1e-9 * std::abs(value));
}

TEST_CASE("every byte of a stage is accounted for") {
    CHECK(holds("memory accounts", [](const Case& c) {
        const TrainScenario s = with_states(c);
        const std::vector<StageMemory> stages = memory::footprint(s);
        const std::vector<Account> accounts = memory::accounts(s);
        RC_ASSERT(accounts.size() == stages.size());
        for (std::size_t i = 0; i < stages.size(); ++i) {
            well(accounts[i], stages[i].total.value);
            for (const MemoryTerm& term : stages[i].terms) {
                const Account* part = account::find(accounts[i], term.key);
                RC_ASSERT(part != nullptr);
                RC_ASSERT(part->value == term.bytes.value);
                RC_ASSERT(part->says == term.says);
            }
        }
    }));
}

TEST_CASE("every byte of a host is accounted for") {
    CHECK(holds("host account", [](const Case& c) {
        const TrainScenario s = with_states(c);
        well(memory::host_account(s), memory::host_footprint(s).value);
    }));
}

}  // namespace
