#include "train/headline_account.hpp"

#include <doctest/doctest.h>

#include "base/account.hpp"
#include "train/confidence.hpp"
#include "train/confidence_account.hpp"
#include "train/energy_account.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

const Account& named(const std::vector<Account>& list, std::string_view name) {
    for (const Account& each : list) {
        if (each.name == name) {
            return each;
        }
    }
    FAIL("no account " << name);
    return list.front();
}

TEST_CASE("utilisation is made of FLOPs, step, accelerators and peak") {
    const TrainScenario s = settled(sample_scenario({.tp = 4}));
    const Forecast f = of(s);
    const std::vector<Account> list = headline_accounts(f, s);
    const Account& mfu = named(list, "mfu");
    CHECK(mfu.formula == "flops / step / accelerators / peak");
    CHECK(mfu.value == f.rate(f.flops.model_full) / f.peak);
    CHECK(account::find(mfu, "step")->from == account::elsewhere("step"));
    const Account* linear = account::find(mfu, "flops.one_sequence.linear");
    REQUIRE(linear != nullptr);
    CHECK(linear->formula == "passes * forward");
    CHECK(account::find(*linear, "forward.dense_layers")->formula ==
          "2 * tokens * layers * weights");
    CHECK(account::find(*linear, "forward.dense_layers.weights.mlp.up")->formula ==
          "outputs * inputs");
    const Account& tokens = named(list, "tokens_per_s_per_accelerator");
    CHECK(tokens.formula == "tokens / step / accelerators");
    CHECK(tokens.unit == "tokens/s");
    for (const Account& each : list) {
        CHECK(account::faults(each).empty());
    }
}

TEST_CASE("hardware FLOPs have what is recomputed beside model FLOPs") {
    const TrainScenario s = settled(sample_scenario({.recompute = Recompute::full}));
    const std::vector<Account> list = headline_accounts(of(s), s);
    CHECK(account::find(named(list, "hardware_flops"), "one_sequence.recomputed_linear") !=
          nullptr);
    CHECK(account::find(named(list, "model_flops"), "one_sequence.recomputed_linear") == nullptr);
}

TEST_CASE("bounds: the step, and a root of squares") {
    const Forecast f = of(sample_scenario());
    ConfidenceCalibration c;
    c.id = "default";
    c.floor.value = 0.04;
    c.products.value = 0.1;
    c.distance.value = 0.05;
    c.unfitted.value = 2.0;
    c.quantile.value = 2.0;
    const std::vector<Account> list = interval_accounts(f, c, 1.0);
    const Account& low = named(list, "low");
    CHECK(low.formula == "step / exp(quantile * deviation)");
    CHECK(low.value == interval(f, c, 1.0).low.value);
    CHECK(account::find(low, "deviation")->formula.substr(0, 27) == "hypot(floor, far, products,");
    CHECK(account::find(low, "deviation.floor")->from.source ==
          "data/confidence/default.yaml, floor");
    CHECK(account::find(low, "deviation.far.distance")->value == 1.0);
    CHECK(account::faults(low).empty());
}

TEST_CASE("a phase is its time and its power; a cap takes the place of the limit") {
    TrainScenario s = settled(sample_scenario());
    s.cluster.node.accelerator.power.value = {500.0};
    Calibration c = sample_calibration();
    c.power.idle.value = 0.2;
    c.power.active.value = 0.3;
    c.power.memory.value = 0.5;
    c.power.communication.value = 0.4;
    c.power.clock_exponent.value = 3.0;
    c.power.node.value = 0.5;
    const Forecast f = *forecast(s, c);
    const Account energy = energy_account(f, job_of(s, c), c.kernel);
    CHECK(energy.value == f.energy.total.value);
    CHECK(account::find(energy, "waiting")->formula == "time * power");
    CHECK(account::find(energy, "waiting.power")->formula == "limit * idle");
    CHECK(account::find(energy, "products.time.compute.linear")->from.source ==
          "step.compute.linear");
    CHECK(account::find(energy, "building")->from.source == "no PUE is known, or it is 1");
    CHECK(account::faults(energy).empty());
    s.plan.power_cap = {300.0};
    const Account capped = energy_account(*forecast(s, c), job_of(s, c), c.kernel);
    CHECK(account::find(capped, "waiting.power.cap")->from == account::scenario("plan.power_cap"));
}

}  // namespace
}  // namespace foretoken::train
