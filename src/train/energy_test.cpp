#include "train/energy.hpp"

#include <doctest/doctest.h>

#include "train/forecast.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

Calibration drawing() {
    Calibration c = sample_calibration();
    c.power.idle.value = 0.2;
    c.power.active.value = 0.3;
    c.power.memory.value = 0.5;
    c.power.communication.value = 0.4;
    c.power.clock_exponent.value = 3.0;
    c.power.node.value = 0.5;
    return c;
}

TrainScenario on_boards(const Plan& plan, std::int64_t accelerators = 64) {
    TrainScenario s = sample_scenario(plan, accelerators);
    s.cluster.node.accelerator.power.value = {500.0};
    return s;
}

const EnergyTerm& phase(const Forecast& f, std::string_view key) {
    for (const EnergyTerm& each : f.energy.terms) {
        if (each.key == key) {
            return each;
        }
    }
    return f.energy.terms.front();
}

TEST_CASE("the energy of a step is the sum of its terms, and its phases are the step") {
    const Forecast f =
        *forecast(on_boards({.tp = 4, .pp = 2, .vpp = 2, .micro_batch = 2}), drawing());
    Joules sum;
    Seconds time;
    for (std::size_t i = 0; i < f.energy.terms.size(); ++i) {
        sum += f.energy.terms[i].energy;
        time += i < Energy::phases ? f.energy.terms[i].time : Seconds{};
    }
    CHECK(f.energy.total == sum);
    CHECK(time.value == Approx(f.step.value));
    CHECK(f.energy.per_token == Approx(sum.value * 64.0 / static_cast<double>(f.tokens)));
    CHECK(f.energy.all.value == Approx(sum.value / f.step.value));
}

TEST_CASE("waiting draws what an idle board draws, communicating its share") {
    const Forecast f = *forecast(on_boards({.tp = 8, .pp = 2}), drawing());
    CHECK(phase(f, "energy.waiting").power.value == Approx(100.0));
    CHECK(phase(f, "energy.waiting").time.value ==
          Approx(term(f, "pipeline.bubble") + term(f, "host.launch") + term(f, "host.step")));
    CHECK(phase(f, "energy.communication").power.value == Approx(200.0));
    CHECK(phase(f, "energy.memory").power.value == Approx(400.0));  // the sample streams at 1.0
}

TEST_CASE("node and building add their shares") {
    TrainScenario s = on_boards({});
    CHECK(phase(*forecast(s, drawing()), "energy.node").power.value == Approx(250.0));
    CHECK(phase(*forecast(s, drawing()), "energy.building").energy.value == 0.0);
    s.cluster.node.power.value = {4000.0};
    s.cluster.pue.value = 1.5;
    const Forecast f = *forecast(s, drawing());
    const double node = 4000.0 / static_cast<double>(s.cluster.node.accelerators);
    CHECK(phase(f, "energy.node").power.value == Approx(node));
    CHECK(f.energy.all.value == Approx(1.5 * (f.energy.accelerator.value + node)));
}

TEST_CASE("a cap lowers power and lengthens the step; one above the limit does nothing") {
    const auto capped = [](double watts) {
        return *forecast(on_boards({.micro_batch = 2, .power_cap = {watts}}), drawing());
    };
    const Forecast free = capped(0.0);
    const Forecast half = capped(250.0);
    CHECK(capped(600.0).step == free.step);
    CHECK(half.energy.accelerator.value <= 250.0 * (1.0 + 1e-12));
    // Products: 150 W above idle instead of 400, so the clock falls to the cube root of 0.375.
    const double slower = term(half, "compute.linear") / term(free, "compute.linear");
    CHECK(slower > 1.3);
    CHECK(slower < 1.4);
    CHECK(half.energy.accelerator < free.energy.accelerator);
}

TEST_CASE("without the power of the board nothing is said of it") {
    const Forecast f = *forecast(sample_scenario(), drawing());
    CHECK(f.energy.total.value == 0.0);
}

}  // namespace
}  // namespace foretoken::train
