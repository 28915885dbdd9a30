#include "report/explain.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/account.hpp"

namespace foretoken::report {
namespace {

Account moving() {
    const Provenance sheet{.status = Status::datasheet, .source = "a sheet", .date = "2021-06"};
    Account a = account::derived(
        "moving", Seconds{0.003}, "bytes on their way",
        {"wait + ranks * bytes / rate", "docs/models/elementwise.md, Eq. 1"},
        {account::input("wait", Seconds{0.001}, "before it starts", account::scenario("plan.tp")),
         account::input("ranks", 4.0, "that send", account::scenario("plan.dp"), "ranks"),
         account::input("bytes", Bytes{1e6}, "of one", account::elsewhere("memory.weights")),
         account::input("rate", Bandwidth{2e9}, "of the wire", sheet)});
    return a;
}

TEST_CASE("a figure, its formula, the formula with numbers in it, and where inputs come from") {
    CHECK(explanation(moving(), {.path = "step.moving", .share = "10% of step"}) ==
          "  step.moving = 3 ms (10% of step): bytes on their way\n"
          "    = wait + ranks * bytes / rate [docs/models/elementwise.md, Eq. 1]\n"
          "    = 1 ms + 4 ranks * 1 MB / 2 GB/s\n"
          "    wait = 1 ms: before it starts\n"
          "      given: scenario: plan.tp\n"
          "    ranks = 4 ranks: that send\n"
          "      given: scenario: plan.dp\n"
          "    bytes = 1 MB: of one\n"
          "      derived: memory.weights\n"
          "    rate = 2 GB/s: of the wire\n"
          "      datasheet: a sheet (2021-06)\n");
}

TEST_CASE("depth 0 is the figure alone, a method is named") {
    CHECK(explanation(moving(), {.depth = 0, .path = "moving"}) ==
          "  moving = 3 ms: bytes on their way\n"
          "    = wait + ranks * bytes / rate [docs/models/elementwise.md, Eq. 1]\n"
          "    = 1 ms + 4 ranks * 1 MB / 2 GB/s\n");
    const Account played =
        account::by_method("bubble", Seconds{1.0}, "", {"played", "a page"}, {moving()});
    CHECK(explanation(played, {.depth = 0, .path = "bubble"}) ==
          "  bubble = 1 s\n    by method: played [a page]\n");
    const Account both = account::sum("both", "", {moving(), moving()});
    CHECK(explanation(both, {.depth = 0, .path = "both"}) ==
          "  both = 6 ms\n    the sum of 2 parts\n");
}

TEST_CASE("values in the unit of their dimension, counts with what they count") {
    const Provenance from{.source = "x"};
    CHECK(value_text(account::input("a", FlopRate{312e12}, "", from)) == "312 TFLOP/s");
    CHECK(value_text(account::input("a", 12345.0, "", from, "tokens")) == "12,345 tokens");
    CHECK(value_text(account::input("a", 0.81234567, "", from)) == "0.8123");
    CHECK(unit_text(account::input("a", Watts{1.0}, "", from)) == "W");
    CHECK(unit_text(account::input("a", 2.0, "", from, "tokens")) == "tokens");
}

TEST_CASE("the whole tree for programs") {
    const auto json = nlohmann::json::parse(explanation_json(moving(), "step.moving"));
    CHECK(json["path"] == "step.moving");
    CHECK(json["account"]["value"] == 0.003);
    CHECK(json["account"]["unit"] == "s");
    CHECK(json["account"]["formula"] == "wait + ranks * bytes / rate");
    CHECK_FALSE(json["account"].contains("status"));
    CHECK(json["account"]["parts"][3]["status"] == "datasheet");
    CHECK(json["account"]["parts"][3]["date"] == "2021-06");
}

}  // namespace
}  // namespace foretoken::report
