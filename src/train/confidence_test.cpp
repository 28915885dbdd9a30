#include "train/confidence.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace foretoken::train {
namespace {

using doctest::Approx;

ConfidenceCalibration round_numbers() {
    ConfidenceCalibration c;
    c.floor.value = 0.03;
    c.products.value = 0.1;
    c.communication.value = 0.4;
    c.host.value = 0.2;
    c.distance.value = 0.04;
    c.states.value = 0.1;
    c.live.value = 0.2;
    c.fixed.value = 0.5;
    c.unfitted.value = 2.0;
    c.quantile.value = 2.0;
    return c;
}

Forecast made_of(std::initializer_list<Term> terms) {
    Forecast f;
    for (const Term& term : terms) {
        f.terms.push_back(term);
        f.step += term.time;
    }
    f.memory.push_back({.stage = 0,
                        .terms = {{"weights", "", {30.0}},
                                  {"optimizer", "", {10.0}},
                                  {"activations", "", {40.0}},
                                  {"fixed", "", {20.0}}},
                        .total = {100.0}});
    return f;
}

TEST_CASE("terms of one mechanism scatter together, mechanisms independently") {
    const Forecast f = made_of({{"compute.linear", "", {3.0}, Status::fitted},
                                {"compute.output", "", {3.0}, Status::fitted},
                                {"tensor.exposed", "", {2.0}, Status::fitted},
                                {"offload.exposed", "", {2.0}, Status::fitted}});
    // 0.6 of the step by 0.1 is 0.06, 0.4 by 0.4 is 0.16, and 0.03 whatever it is made of.
    CHECK(deviation(f, round_numbers(), 0.0) ==
          Approx(std::sqrt(0.06 * 0.06 + 0.16 * 0.16 + 0.03 * 0.03)));
}

TEST_CASE("distance widens, and so do constants that nobody fitted") {
    const Forecast fitted = made_of({{"compute.linear", "", {1.0}, Status::fitted}});
    CHECK(deviation(fitted, round_numbers(), 3.0) ==
          Approx(std::sqrt(0.1 * 0.1 + 0.03 * 0.03 + 0.12 * 0.12)));
    for (const Status status : {Status::assumed, Status::datasheet}) {
        const Forecast guessed = made_of({{"compute.linear", "", {1.0}, status}});
        CHECK(deviation(guessed, round_numbers(), 0.0) ==
              Approx(std::sqrt(0.2 * 0.2 + 0.03 * 0.03)));
    }
}

TEST_CASE("memory: states, what lives for a while, what is fixed") {
    const Forecast f = made_of({});
    // 0.4 x 0.1, 0.4 x 0.2 and 0.2 x 0.5
    CHECK(deviation(f.memory.front(), round_numbers()) ==
          Approx(std::sqrt(0.04 * 0.04 + 0.08 * 0.08 + 0.1 * 0.1)));
}

TEST_CASE("the interval lies about the forecast in equal ratios") {
    const Forecast f = made_of({{"host.launch", "", {2.0}, Status::fitted}});
    const Interval i = interval(f, round_numbers(), 0.0);
    const double ratio = std::exp(2.0 * std::sqrt(0.2 * 0.2 + 0.03 * 0.03));
    CHECK(i.high.value == Approx(2.0 * ratio));
    CHECK(i.low.value == Approx(2.0 / ratio));
    CHECK(i.memory_low.value * i.memory_high.value == Approx(100.0 * 100.0));
    CHECK(i.memory_high.value > 100.0);
}

}  // namespace
}  // namespace foretoken::train
