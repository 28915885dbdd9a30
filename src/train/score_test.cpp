#include "train/score.hpp"

#include <doctest/doctest.h>

namespace foretoken::train {
namespace {

using doctest::Approx;

Compared row(const char* source, const char* layout, double predicted, double measured,
             const char* quantity = "step_time_s") {
    return {.id = "",
            .source = source,
            .quantity = quantity,
            .layout = layout,
            .predicted = predicted,
            .measured = measured};
}

// Source a: a layout measured as 10 and 12, of which the median is 11; one 10 % off; one without a
// prediction. Source b: one 20 % too low.
std::vector<Compared> table() {
    return {row("a", "1", 11.0, 10.0), row("a", "1", 11.0, 12.0), row("a", "2", 110.0, 100.0),
            row("a", "3", 0.0, 50.0), row("b", "1", 80.0, 100.0)};
}

TEST_CASE("a source: repeats count once, against the median of what was measured") {
    const auto scores = score_by_source(table());
    REQUIRE(scores.size() == 2);
    const Score& a = scores[0];
    CHECK(a.source == "a");
    CHECK(a.layouts == 3);
    CHECK(a.predicted == 2);
    CHECK(a.median == Approx(0.05));
    CHECK(a.bias == Approx(0.05));
    CHECK(a.p90 == Approx(0.09));  // nine tenths of the way from 0 to 0.1
    const Score& b = scores[1];
    CHECK(b.median == Approx(0.2));
    CHECK(b.bias == Approx(-0.2));
}

TEST_CASE("all sources: the mean of their medians; p90 over layouts; a gap is not an error of 0") {
    const Score all = score_overall(table());
    CHECK(all.layouts == 4);
    CHECK(all.predicted == 3);
    CHECK(all.median == Approx((0.05 + 0.2) / 2));
    CHECK(all.p90 == Approx(0.18));
}

TEST_CASE("an interval holds the median of what was measured, or it does not") {
    std::vector<Compared> list = table();
    for (Compared& c : list) {
        c.low = 0.95 * c.predicted;
        c.high = 1.05 * c.predicted;
    }
    // Layout 1 was measured as predicted; layout 2 is 10 % off, b 20 %.
    CHECK(score_by_source(list)[0].held == Approx(0.5));
    CHECK(score_by_source(list)[1].held == 0.0);
    CHECK(score_overall(list).held == Approx(1.0 / 3.0));
}

TEST_CASE("a layout in two quantities is two layouts, in two sources as well") {
    CHECK(score_overall({row("a", "1", 1.0, 1.0), row("a", "1", 2.0, 2.0, "tflops_per_gpu"),
                         row("b", "1", 1.0, 1.0)})
              .layouts == 3);
}

TEST_CASE("any repeat's prediction will do") {
    const Score all = score_overall({row("a", "1", 0.0, 10.0), row("a", "1", 11.0, 10.0)});
    CHECK(all.predicted == 1);
    CHECK(all.median == Approx(0.1));
}

TEST_CASE("a source without predictions does not pull the mean") {
    const Score all = score_overall({row("a", "1", 11.0, 10.0), row("b", "1", 0.0, 10.0)});
    CHECK(all.median == Approx(0.1));
    CHECK(all.layouts == 2);
    CHECK(all.predicted == 1);
}

TEST_CASE("nothing scores nothing") {
    CHECK(score_by_source({}).empty());
    CHECK(score_overall({}).layouts == 0);
}

}  // namespace
}  // namespace foretoken::train
