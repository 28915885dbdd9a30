#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "../examples.hpp"
#include "arbitrary.hpp"
#include "base/account.hpp"
#include "train/explain.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

// What is wrong with the account of a step: a term that is missing or another figure than the
// forecast's, or parts that do not give what is printed. Empty if nothing is.
std::string wrong(const TrainScenario& scenario, const Calibration& calibration) {
    const auto forecast = train::forecast(scenario, calibration);
    if (!forecast) {
        return "no answer: " + forecast.error().message;
    }
    const auto all = train::accounts(scenario, *forecast, calibration,
                                     calibration.confidence.usual_distance.value);
    if (!all) {
        return "no accounts: " + all.error().message;
    }
    const Account* step = &all->front();
    std::size_t terms = 0;
    for (const Term& term : forecast->terms) {
        const Account* account = account::find(*step, term.key);
        terms += term.time.value != 0.0 ? 1 : 0;
        const double value = account == nullptr ? 0.0 : account->value;
        if (!(std::abs(value - term.time.value) <= 1e-9 * forecast->step.value)) {
            return std::string(term.key) + " is " + std::to_string(term.time.value) +
                   " s, its account " + std::to_string(value) + " s";
        }
    }
    if (step->parts.size() != terms) {
        return "as many parts as terms";
    }
    for (const Account& root : *all) {
        const auto faults = account::faults(root);
        if (!faults.empty()) {
            return faults[0];
        }
    }
    return "";
}

TEST_CASE("every term of every example goes down to its inputs, and the parts give the total") {
    for (const tests::Example& e : tests::examples()) {
        CAPTURE(e.path);
        CHECK(wrong(e.scenario, e.calibration) == "");
    }
}

TEST_CASE("the account of any step adds up to its forecast") {
    CHECK(holds("accounts", [](const Case& c) {
        const std::string fault = wrong(c.scenario, c.calibration);
        RC_LOG() << fault;
        RC_ASSERT(fault.empty());
    }));
}

}  // namespace
