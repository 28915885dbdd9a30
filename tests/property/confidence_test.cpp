#include <doctest/doctest.h>

#include <cmath>

#include "arbitrary.hpp"
#include "train/confidence.hpp"
#include "train/forecast.hpp"
#include "train/ratio.hpp"

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

TEST_CASE("a ratio of speeds: one to itself, inverse the other way round, never wider than apart") {
    CHECK(holds("ratio", [](const Case& c) {
        Case other = c;
        other.scenario.workload.global_batch *= property::within(1, 3);
        other.scenario.cluster.node.nic_bandwidth.value =
            (1.0 + 0.1 * static_cast<double>(property::within(0, 20))) *
            other.scenario.cluster.node.nic_bandwidth.value;
        const auto f = train::forecast(c.scenario, c.calibration);
        const auto g = train::forecast(other.scenario, c.calibration);
        RC_ASSERT(f);
        RC_ASSERT(g);
        const train::Run a{c.scenario, c.calibration, *f};
        const train::Run b{other.scenario, c.calibration, *g};
        RC_ASSERT(train::speed_ratio(a, a) == train::Ratio{});
        const train::Ratio there = train::speed_ratio(a, b);
        const train::Ratio back = train::speed_ratio(b, a);
        RC_ASSERT(std::abs(there.value * back.value - 1.0) < 1e-9);
        RC_ASSERT(std::abs(there.low * back.high - 1.0) < 1e-9);
        RC_ASSERT(there.low <= there.value && there.value <= there.high);
        const auto& constants = c.calibration.confidence;
        const double apart =
            std::hypot(train::deviation(*f, constants, 0.0), train::deviation(*g, constants, 0.0));
        RC_ASSERT(train::ratio_deviation(*f, *g, constants, {}) <= apart * (1.0 + 1e-9));
    }));
}
