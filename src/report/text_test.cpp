#include <doctest/doctest.h>

#include <sstream>

#include "report/sample_test.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("the terminal shows verdict, plan, terms, memory and assumptions") {
    const Answer a = sample_answer();
    const std::string out = text(a, {.unicode = false});
    CHECK(contains(text(a, {.unicode = false, .width = 1000}), verdict(a.scenario, a.forecast)));
    CHECK(contains(out, "plan      tp 2 sp, pp 1, dp 2, zero 1, micro-batch 1, recompute none\n"));
    CHECK(contains(out, "software  Frame 2024\n"));
    CHECK(contains(out, "memory per accelerator\n"));
    CHECK(contains(out, "32.5 GB of 80.0 GB"));
    CHECK(contains(out, "assumed, because not given\n    plan.pp: 1\n"));
    CHECK_FALSE(contains(out, "nearest published run"));
    CHECK_FALSE(contains(out, "trust "));
}

TEST_CASE("bars are as long as shares; terms of no time are left out") {
    const std::string out = text(sample_answer(), {.unicode = false});
    CHECK(contains(out, std::string(17, '#') + "     "));  // 75 % of 22, rounded
    CHECK_FALSE(contains(out, std::string(18, '#')));
    CHECK(contains(out, " 75.0%  fitted\n"));
    CHECK_FALSE(contains(out, "casts"));
}

TEST_CASE("Unicode bars take as many columns as ASCII ones") {
    std::istringstream plain(text(sample_answer(), {.unicode = false}));
    std::istringstream fine(text(sample_answer(), {.unicode = true}));
    std::string a;
    std::string b;
    while (std::getline(plain, a)) {
        REQUIRE(std::getline(fine, b));
        CHECK(columns(a) == columns(b));
    }
    CHECK(contains(text(sample_answer(), {.unicode = true}), "█"));
}

TEST_CASE("no line is wider than 80 columns, nor a sentence than the terminal") {
    Answer a = sample_answer_with_neighbours();
    a.trust.nearest[0].what = std::string(30, 'w') + " \u00fc " + std::string(40, 'w');
    a.trust.outside = {
        {.coordinate = train::Coordinate::accelerators, .value = 1e6, .low = 1.0, .high = 1e5},
        {.coordinate = train::Coordinate::family},
        {.coordinate = train::Coordinate::distance, .value = 9.0, .high = 1.0}};
    a.forecast.terms[0].says = "compute slowed by collectives beside it";
    a.scenario.plan.shard_group = 1000000;
    a.scenario.software.name = "a framework that goes by a name of some length";
    a.forecast.memory.resize(100, a.forecast.memory[0]);
    for (int i = 0; i < 9; ++i) {
        a.scenario.assumptions.push_back("plan.something not given: 1");
    }
    std::istringstream lines(text(a, {.unicode = true}));
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(columns(line) <= 80);
    }
    CHECK(contains(text(a, {.width = 60}), "1000 tokens/s per accelerator,\n  50 TFLOP/s"));
}

TEST_CASE("colour only when asked for") {
    CHECK_FALSE(contains(text(sample_answer(), {.color = false}), "\033["));
    CHECK(contains(text(sample_answer(), {.color = true}), "\033[1m"));
}

TEST_CASE("several stages: the fullest in full, the others by size") {
    Answer a = sample_answer();
    a.forecast.memory.push_back({.stage = 1,
                                 .terms = {{.key = "weights", .says = "weights", .bytes = {41e9}}},
                                 .total = {41e9}});
    const std::string out = text(a, {.unicode = false});
    CHECK(contains(out, "memory of the fullest stage (1 of 2)\n"));
    CHECK(contains(out, "by stage, GB: 33 41\n"));
}

TEST_CASE("Markdown is a table whose total is the step") {
    const std::string out = markdown(sample_answer_with_neighbours());
    CHECK(contains(out, "| products | 1.5 s | 75% | fitted |\n"));
    CHECK(contains(out, "| **total** | 2 s | | |\n"));
    CHECK_FALSE(contains(out, "casts"));
    CHECK(contains(out, "Trust: inside what was published.\n"));
    CHECK(contains(out,
                   "| Mini on 8 Toy 1, Frame 2023 (run-7) | 0.25 | measured 4 s per step, "
                   "predicted 5 s | +25.0% |\n"));
    CHECK(contains(out, "- assumed: plan.pp not given: 1\n"));
}

}  // namespace
}  // namespace foretoken::report
