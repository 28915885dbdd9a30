#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "train/choose.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

TEST_CASE("the chosen plan is never slower than a legal one that fits and was open") {
    CHECK(holds("choose", [](Case c) {
        Plan& p = c.scenario.plan;
        // Chunks are open, but the other schedules say how many there are.
        p.schedule = p.schedule == Schedule::gpipe ? p.schedule : Schedule::one_f_one_b;
        const std::int64_t per_stage = c.scenario.model.layers / p.pp;
        p.micro_batch = p.micro_batch == 3 ? 2 : p.micro_batch;  // powers of two are tried
        p.vpp = c.scenario.model.layers % p.pp == 0 && per_stage % p.vpp == 0 ? p.vpp : 1;
        c.scenario.workload.global_batch = p.dp * 4 * property::within(1, 8);
        const auto fixed = train::forecast(c.scenario, c.calibration);
        RC_ASSERT(static_cast<bool>(fixed));
        const train::Open open{.micro_batch = property::coin(),
                               .vpp = property::coin(),
                               .recompute = property::coin()};
        const auto choice = train::choose(c.scenario, open, c.calibration);
        RC_ASSERT(static_cast<bool>(choice));
        RC_LOG() << "chosen: " << report::plan_phrase(choice->scenario.plan);
        if (fixed->fits()) {
            RC_ASSERT(choice->forecast.fits());
            RC_ASSERT(choice->forecast.step <= fixed->step);
        } else if (!choice->forecast.fits()) {
            RC_ASSERT(choice->forecast.peak_memory() <= fixed->peak_memory());
        }
        RC_ASSERT(choice->forecast == *train::forecast(choice->scenario, c.calibration));
    }));
}

}  // namespace
