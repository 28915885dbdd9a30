#include "report/trust.hpp"

#include <doctest/doctest.h>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

using train::Coordinate;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("each coordinate says its value and the bound that it leaves") {
    CHECK(outside_phrase({Coordinate::accelerators, 16384, 8, 10240}) ==
          "16,384 accelerators, published up to 10,240");
    CHECK(outside_phrase({Coordinate::accelerators, 2, 8, 10240}) ==
          "2 accelerators, published from 8");
    CHECK(outside_phrase({Coordinate::parameters, 5.029e11, 1e9, 4.059e11}) ==
          "502.9B active parameters, published up to 405.9B");
    CHECK(outside_phrase({Coordinate::sequence, 131072, 512, 65536}) ==
          "sequence 131,072, published up to 65,536");
    CHECK(outside_phrase({Coordinate::year, 2026, 2020, 2023}) ==
          "software of 2026, published up to 2023");
    CHECK(outside_phrase({Coordinate::bits, 4, 8, 16}) == "4 bit, published from 8");
    CHECK(outside_phrase({Coordinate::distance, 2.3, 0, 1.58}) ==
          "distance 2.3 to the nearest run, usual up to 1.58");
    CHECK(contains(outside_phrase({Coordinate::mixture, 1, 0, 0}), "published only dense"));
    CHECK(contains(outside_phrase({Coordinate::mixture, 0, 1, 1}), "published only mixtures"));
}

TEST_CASE("trust is inside, or says every way out; nothing where no run was looked at") {
    CHECK(trust_phrase({}) == "");
    Trust trust = sample_answer_with_neighbours().trust;
    CHECK(trust_phrase(trust) == "inside what was published");
    trust.outside = {{Coordinate::bits, 4, 8, 16}, {Coordinate::family, 0, 0, 0}};
    CHECK(trust_phrase(trust) ==
          "extrapolated: 4 bit, published from 8; nothing published on this kind of accelerator");
}

TEST_CASE("the nearest runs, with the sign of our error") {
    const Trust trust = sample_answer_with_neighbours().trust;
    const std::string out = neighbour_rows(trust, {});
    CHECK(contains(out, "  nearest published runs "));
    CHECK(contains(out, " 0.25    +25.0%\n    run-7: measured 4 s per step, predicted 5 s\n"));
    CHECK(contains(out, " 1.5    -25.0%\n    run-8: measured 4 s per step, predicted 3 s\n"));
    CHECK_FALSE(contains(out, "Journal of Runs"));
}

TEST_CASE("one run alone comes with its publication") {
    Trust trust = sample_answer_with_neighbours().trust;
    trust.nearest.pop_back();
    const std::string out = neighbour_rows(trust, {});
    CHECK(contains(out, "  published run "));
    CHECK(contains(out, "    Frame 2023; Journal of Runs\n"));
}

}  // namespace
}  // namespace foretoken::report
