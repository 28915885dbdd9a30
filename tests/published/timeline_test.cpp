#include "train/timeline.hpp"

#include <doctest/doctest.h>

#include "../examples.hpp"
#include "train/timeline_sums_test.hpp"

using namespace foretoken;

TEST_CASE("the timelines of all examples add up to their forecasts") {
    for (const tests::Example& e : tests::examples()) {
        CAPTURE(e.path);
        const auto timeline = train::timeline(e.scenario, e.calibration, {.slices = 2'000'000});
        REQUIRE(timeline);
        CHECK(train::broken(*timeline, e.forecast, true) == "");
    }
}
