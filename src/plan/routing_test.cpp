// Do imbalance, dropping and padding follow their closed forms?
#include "plan/routing.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace foretoken::plan {
namespace {

using doctest::Approx;

// 128 experts, 8 per token, over 16 ranks; 4096 tokens each.
constexpr ExpertGroup group{.experts = 128, .top_k = 8, .ranks = 16, .tokens = 65536};

TEST_CASE("the plan's dispatcher goes before the software's") {
    Software software;
    CHECK(dispatcher({}, software) == Dispatcher::all_to_all);
    software.dispatcher = Dispatcher::flex;
    CHECK(dispatcher({}, software) == Dispatcher::flex);
    CHECK(dispatcher({.dispatcher = Dispatcher::all_gather}, software) == Dispatcher::all_gather);
}

TEST_CASE("a balanced router, and one rank alone, are even") {
    CHECK(imbalance({}, group) == 1.0);
    ExpertGroup alone = group;
    alone.ranks = 1;
    CHECK(imbalance({.spread = Spread::power_law}, alone) == 1.0);
    CHECK(imbalance({.imbalance = 3.0}, alone) == 1.0);
}

TEST_CASE("by chance: the largest of 16 counts of 32768 visits") {
    // Largest of 16 normal numbers: sqrt(2 ln 16) = 2.3548, less (ln ln 16 + ln 4 pi - 2 gamma)
    // over twice that = (1.0198 + 2.5310 - 1.1544) / 4.7096 = 0.5088: 1.8460. Deviation of a count
    // over its mean: sqrt(15/16 / 32768) = 0.0053488.
    CHECK(imbalance({.spread = Spread::random}, group) ==
          Approx(1.0 + 1.8460 * 0.0053488).epsilon(1e-4));
}

TEST_CASE("a power law by hand, exponent 3") {
    // Between 1 and x = 52428.8 popularity has the mean (2/1) (1 - 1/x) / (1 - 1/x^2) = 2 (to
    // 1e-4) and the 1 - 1/256 quantile 16: the top expert has 8 times the mean. Beside it its rank
    // holds 7 experts that share 120 with 120 others.
    const double skewed = (8.0 + 7.0 * 120.0 / 127.0) / 8.0;
    CHECK(imbalance({.spread = Spread::power_law, .skew = 3.0}, group) ==
          Approx(skewed + 1.8460 * 0.0053488).epsilon(1e-3));
}

TEST_CASE("no expert sees more than all tokens") {
    ExpertGroup wide = group;
    wide.ranks = 128;
    const double load = imbalance({.spread = Spread::power_law, .skew = 1.01}, wide);
    CHECK(load <= 128.0 / 8.0 + 0.2);
    CHECK(std::isfinite(imbalance({.spread = Spread::power_law, .skew = 1.0}, wide)));
    CHECK(std::isfinite(imbalance({.spread = Spread::power_law, .skew = 2.0}, wide)));
}

TEST_CASE("a given imbalance is taken, within what the ranks allow") {
    CHECK(imbalance({.imbalance = 1.7}, group) == 1.7);
    CHECK(imbalance({.imbalance = 100.0}, group) == 16.0);
    CHECK(imbalance({.imbalance = 0.5}, group) == 1.0);
}

TEST_CASE("capacity drops what is beyond it; padding computes it whole") {
    const Routing dropping{.imbalance = 1.7, .capacity = 1.25};
    CHECK(computed_load(dropping, group) == 1.25);
    CHECK(computed_load({.imbalance = 1.1, .capacity = 1.25}, group) == 1.1);
    CHECK(computed_load({.capacity = 1.25, .pad = true}, group) == 1.25);
    CHECK(computed_load({.capacity = 0.5}, group) == 0.5);
    CHECK(computed_load({.imbalance = 1.7}, group) == 1.7);
}

}  // namespace
}  // namespace foretoken::plan
