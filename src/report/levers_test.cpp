#include "report/levers.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "report/result.hpp"
#include "report/sample_test.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

using train::LeverKind;

Lever lever(LeverKind kind, std::string says, double change) {
    return {.kind = kind,
            .says = std::move(says),
            .step = {2.0 * (1.0 + change)},
            .change = change,
            .speed = {.value = 1.0 / (1.0 + change), .low = 0.9, .high = 1.5},
            .changes = {{"plan.vpp", "1", "2"}}};
}

Answer sample() {
    Answer a = sample_answer();
    a.levers = {lever(LeverKind::plan, "vpp 2", -0.1),
                lever(LeverKind::hardware, "+10% peak", -0.05),
                lever(LeverKind::hardware, "faster wires", -0.04),
                lever(LeverKind::hardware, "faster memory", -0.03),
                lever(LeverKind::hardware, "faster links", -0.02),
                lever(LeverKind::software, "graphs", -0.0001),
                lever(LeverKind::plan, "vpp 4", 0.1)};
    return a;
}

TEST_CASE("three of a kind at most; nothing that rounds to nothing, nothing that slows") {
    const std::string rows = lever_rows(sample(), {.width = 100});
    // 1 s of 2 s at the peak would be 0.9 s of causal products, of 1.5 s.
    CHECK(rows ==
          "  held back by  products and attention at 60% of peak, 30% of the step\n"
          "  would help    hardware: +10% peak -5.0% | faster wires -4.0% | faster memory -3.0%\n"
          "                plan: vpp 2 -10.0%\n");
    CHECK(lever_rows(sample_answer(), {}).empty());
}

TEST_CASE("lines break between levers") {
    const std::string rows = lever_rows(sample(), {.width = 66});
    CHECK(rows.find("faster wires -4.0%\n                faster memory") != std::string::npos);
    std::istringstream lines(rows);
    for (std::string line; std::getline(lines, line);) {
        CHECK(columns(line) <= 66);
    }
}

TEST_CASE("a pull request sees all that help, folded") {
    const std::string table = lever_table(sample());
    CHECK(table.find("| faster links | hardware | 1.96 s | -2.0% | 0.9 to 1.5 |\n") !=
          std::string::npos);
    CHECK(table.find("vpp 4") == std::string::npos);
    CHECK(lever_table(sample_answer()).empty());
}

TEST_CASE("a result lists every lever, the ones that slow too") {
    const Question asked{.scenario = "{}", .provenance = "[]", .version = "1"};
    const auto out = nlohmann::json::parse(json(sample(), asked));
    CHECK(out.at("levers").size() == 7);
    CHECK(out.at("levers").at(0).at("kind") == "plan");
    CHECK(out.at("levers").at(0).at("speed_low") == 0.9);
    CHECK(out.at("levers").at(0).at("changes").at(0).at("after") == "2");
    CHECK(out.at("bottleneck").at("share").get<double>() == doctest::Approx(0.3));
    CHECK_FALSE(nlohmann::json::parse(json(sample_answer(), asked)).contains("levers"));
}

}  // namespace
}  // namespace foretoken::report
