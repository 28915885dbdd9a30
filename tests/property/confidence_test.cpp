#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "train/confidence.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

TEST_CASE("an interval holds its forecast, and widens with distance") {
    CHECK(holds("interval", [](const Case& c) {
        const auto f = train::forecast(c.scenario, c.calibration);
        RC_ASSERT(f);
        const Interval near = train::interval(*f, c.calibration.confidence, 0.0);
        const Interval far = train::interval(*f, c.calibration.confidence, 4.0);
        RC_ASSERT(near.low < f->step && f->step < near.high);
        RC_ASSERT(near.memory_low < f->peak_memory() && f->peak_memory() < near.memory_high);
        RC_ASSERT(far.low < near.low && near.high < far.high);
        RC_ASSERT(far.high.value < 1000.0 * f->step.value);
    }));
}
