#include <doctest/doctest.h>

#include <sstream>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Columns of a line: bytes that do not continue a character.
std::size_t columns(const std::string& line) {
    std::size_t count = 0;
    for (const char c : line) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    }
    return count;
}

TEST_CASE("the terminal shows verdict, plan, terms, memory and assumptions") {
    const Answer a = sample_answer();
    const std::string out = text(a, {.unicode = false});
    CHECK(contains(out, verdict(a.scenario, a.forecast)));
    CHECK(contains(out, "plan      tp 2 sp, pp 1, dp 2, zero 1, micro-batch 1, recompute none\n"));
    CHECK(contains(out, "software  Frame 2024\n"));
    CHECK(contains(out, "memory per accelerator\n"));
    CHECK(contains(out, "32.5 GB of 80.0 GB"));
    CHECK(contains(out, "assumed, because not given\n    plan.pp not given: 1\n"));
    CHECK_FALSE(contains(out, "nearest published run"));
}

TEST_CASE("bars are as long as shares; terms of no time are left out") {
    const std::string out = text(sample_answer(), {.unicode = false});
    CHECK(contains(out, std::string(17, '#') + "      "));  // 75 % of 22, rounded
    CHECK_FALSE(contains(out, std::string(18, '#')));
    CHECK(contains(out, "75%  fitted\n"));
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

TEST_CASE("the nearest published run, with the sign of our error") {
    Answer a = sample_answer_with_neighbour();
    CHECK(contains(text(a, {}), "nearest published run: Mini on 8 Toy 1\n"));
    CHECK(contains(text(a, {}), "    measured 1234 tokens/s"));
    CHECK(contains(text(a, {}), "this program says +25% of its step_time_s"));
    a.nearest->predicted = 3.0;
    CHECK(contains(text(a, {}), "this program says -25% of its step_time_s"));
}

TEST_CASE("Markdown is a table whose total is the step") {
    const std::string out = markdown(sample_answer_with_neighbour());
    CHECK(contains(out, "| products | 1.5 s | 75% | fitted |\n"));
    CHECK(contains(out, "| **total** | 2 s | | |\n"));
    CHECK_FALSE(contains(out, "casts"));
    CHECK(contains(out, "Nearest published run: Mini on 8 Toy 1, 1234 tokens/s"));
    CHECK(contains(out, "- assumed: plan.pp not given: 1\n"));
}

}  // namespace
}  // namespace foretoken::report
