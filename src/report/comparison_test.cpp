#include "report/comparison.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "report/sample_test.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The sample, and the same with a shorter bubble and a little more of casts.
Comparison sample() {
    const Answer before = sample_answer();
    Forecast faster = before.forecast;
    faster.terms[1].time = {0.1};
    faster.terms[2].time = {0.0};
    faster.step = {1.6};
    return {.a = {.name = "a.yaml",
                  .scenario = before.scenario,
                  .forecast = before.forecast,
                  .signature = "00"},
            .b = {.name = "the same with plan.vpp=4",
                  .scenario = before.scenario,
                  .forecast = faster,
                  .signature = "11"},
            .speed = {.value = 1.25, .low = 1.2, .high = 1.302},
            .changes = {{"plan.vpp", "1", "4"}},
            .fields = {{"plan.vpp", "1", "4"}, {"plan.name", "x", "y"}}};
}

TEST_CASE("the verdict is a ratio with its bounds") {
    Comparison c = sample();
    CHECK(verdict(c) == "B is 1.25 (1.2 to 1.3 in 9 of 10) times as fast as A");
    c.b.forecast.accelerators = 8;
    CHECK(verdict(c) ==
          "B is 1.25 (1.2 to 1.3 in 9 of 10) times as fast as A, 0.625 times per accelerator");
    c.b.forecast = c.a.forecast;
    CHECK(verdict(c) == "B is exactly as fast as A");
}

TEST_CASE("what was changed, and which terms move, the largest first") {
    const std::string out = text(sample(), {.unicode = false});
    INFO(out);
    CHECK(contains(out, "  A a.yaml\n  B the same with plan.vpp=4\n"));
    CHECK(contains(out, "  ~ plan.vpp  1 -> 4\n"));
    CHECK(contains(out, "  step                          2 s -> 1.6 s    -20.0%\n"));
    CHECK(contains(out, "  MFU                           50% -> 62.5%    +25.0%\n"));
    const auto bubble = out.find("  - bubble   500 ms -> 0 s        -500 ms\n");
    const auto casts = out.find("  + casts       0 s -> 100 ms     +100 ms\n");
    const auto total = out.find("    total       2 s -> 1.6 s      -400 ms\n");
    REQUIRE(bubble != std::string::npos);
    CHECK(bubble < casts);
    CHECK(casts < total);
    CHECK_FALSE(contains(out, "products"));  // which did not move
    CHECK_FALSE(contains(out, "energy"));    // of which nothing is known
}

TEST_CASE("no line is wider than 80 columns") {
    Comparison c = sample();
    c.b.name = std::string(40, 'n') + " with " + std::string(40, 's');
    c.changes.push_back({std::string(30, 'p'), std::string(30, 'a'), std::string(30, 'b')});
    std::istringstream lines(text(c, {.unicode = true}));
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(columns(line) <= 80);
    }
}

TEST_CASE("a plan that does not fit is told beside its memory") {
    Comparison c = sample();
    c.b.forecast.memory_capacity = {1e9};
    CHECK(contains(text(c, {}), "32.5 GB, does not fit"));
    CHECK(contains(markdown(c), "| 32.5 GB, does not fit |"));
}

TEST_CASE("a comment on a pull request folds the terms away") {
    const std::string out = markdown(sample());
    CHECK(out.rfind("**B is 1.25 (1.2 to 1.3 in 9 of 10) times as fast as A.**\n", 0) == 0);
    CHECK(contains(out, "- `plan.vpp`: 1 → 4\n"));
    CHECK(contains(out, "| step | 2 s | 1.6 s | -20.0% |\n"));
    CHECK(contains(out, "<details><summary>Where the step changes</summary>\n\n| term |"));
    CHECK(contains(out, "| bubble | 500 ms | 0 s | -500 ms |\n"));
}

TEST_CASE("JSON has both forecasts, every field that differs, and the ratio") {
    const auto out = nlohmann::json::parse(json(sample(), "1.2.3"));
    CHECK(out.at("kind") == "comparison");
    CHECK(out.at("version") == "1.2.3");
    CHECK(out.at("speed").at("low") == 1.2);
    CHECK(out.at("changes").size() == 2);
    CHECK(out.at("a").at("signature") == "00");
    CHECK(out.at("b").at("forecast").at("step_s") == 1.6);
}

}  // namespace
}  // namespace foretoken::report
