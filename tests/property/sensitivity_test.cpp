#include "train/sensitivity.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "arbitrary.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

TEST_CASE("levers are sorted, legal, fit, and are what the changed scenario gives") {
    CHECK(holds("levers", [](const Case& c) {
        const auto now = train::forecast(c.scenario, c.calibration);
        RC_ASSERT(now);
        const auto list = train::levers(c.scenario, c.calibration);
        RC_ASSERT(list);
        RC_ASSERT(std::is_sorted(list->begin(), list->end(),
                                 [](const auto& a, const auto& b) { return a.change < b.change; }));
        for (const train::Lever& lever : *list) {
            RC_LOG() << lever.says << " " << lever.change;
            RC_ASSERT(lever.forecast.fits());
            RC_ASSERT(std::abs(lever.change - (lever.forecast.step / now->step - 1.0)) < 1e-12);
        }
        if (!list->empty()) {
            const train::Lever& one = property::one_of(*list);
            RC_ASSERT(*train::forecast(one.scenario, one.calibration) == one.forecast);
        }
    }));
}

TEST_CASE("more of a machine never slows its step") {
    CHECK(holds("hardware levers", [](const Case& c) {
        const auto list = train::levers(c.scenario, c.calibration);
        RC_ASSERT(list);
        for (const train::Lever& lever : *list) {
            RC_LOG() << lever.says << " " << lever.change;
            RC_ASSERT(lever.kind != train::LeverKind::hardware ||
                      1.0 + lever.change <= property::tolerance(c.scenario));
        }
    }));
}
