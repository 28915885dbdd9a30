#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

constexpr double rounding = 1.0 + 1e-9;

Forecast under(const Case& c, Watts cap) {
    Case capped = c;
    capped.scenario.plan.power_cap = cap;
    auto f = train::forecast(capped.scenario, capped.calibration);
    if (!f) {
        RC_FAIL("not legal: " + f.error().where + ": " + f.error().message);
    }
    return *std::move(f);
}

}  // namespace

TEST_CASE("energy is the sum of its terms, and an accelerator draws no more than it may") {
    CHECK(holds("energy", [](const Case& c) {
        const Watts limit = c.scenario.cluster.node.accelerator.power.value;
        const double share = 0.4 + 0.1 * static_cast<double>(property::within(0, 6));
        const Energy e = under(c, share * limit).energy;
        Joules sum;
        for (const EnergyTerm& term : e.terms) {
            RC_ASSERT(term.energy.value >= 0.0);
            sum += term.energy;
        }
        RC_ASSERT(sum == e.total);
        RC_ASSERT(e.accelerator.value <= rounding * share * limit.value);
        RC_ASSERT(e.accelerator > Watts{});
    }));
}

TEST_CASE("more power never makes the step slower") {
    CHECK(holds("cap", [](const Case& c) {
        const Watts limit = c.scenario.cluster.node.accelerator.power.value;
        const double share = 0.35 + 0.01 * static_cast<double>(property::within(0, 60));
        const Forecast less = under(c, share * limit);
        const Forecast more = under(c, (share + 0.1) * limit);
        RC_ASSERT(more.step.value <= property::tolerance(c.scenario) * less.step.value);
        RC_ASSERT(more.memory == less.memory);
    }));
}
