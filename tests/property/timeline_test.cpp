#include "train/timeline.hpp"

#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "train/forecast.hpp"
#include "train/timeline_sums_test.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

Timeline drawn(const Case& c, std::int64_t slices) {
    auto t = train::timeline(c.scenario, c.calibration, {.slices = slices});
    if (!t) {
        RC_FAIL("no timeline: " + t.error().where + ": " + t.error().message);
    }
    return *std::move(t);
}

void keeps_promises(const Timeline& t, const Case& c, bool whole) {
    const std::string broken = train::broken(t, *train::forecast(c.scenario, c.calibration), whole);
    if (!broken.empty()) {
        RC_FAIL(broken);
    }
}

}  // namespace

TEST_CASE("a timeline ends with its forecast, nests, and adds up term by term") {
    CHECK(holds("whole", [](const Case& c) { keeps_promises(drawn(c, 10'000'000), c, true); }));
}

TEST_CASE("so it does where it is folded, which it is to about its limit") {
    CHECK(holds("folded", [](const Case& c) {
        const std::int64_t limit = 2'000;
        const Timeline t = drawn(c, limit);
        keeps_promises(t, c, false);
        std::int64_t slices = 0;
        for (const Track& track : t.tracks) {
            slices += static_cast<std::int64_t>(track.slices.size());
        }
        return slices <= 2 * limit;
    }));
}
