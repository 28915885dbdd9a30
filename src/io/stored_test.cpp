#include "io/stored.hpp"

#include <doctest/doctest.h>

namespace foretoken::io {
namespace {

constexpr const char* sample = R"({
 "foretoken": 1, "kind": "forecast", "version": "0.1.0", "signature": "00ff",
 "scenario": {"model": {"layers": 2}, "list": [{"rate_bytes_per_s": 5e9}, {"rate_bytes_per_s": 7}]},
 "forecast": {"step_s": 1},
 "assumptions": ["plan.pp not given: 1", "nodes of toy not given: those of pod"],
 "provenance": [
  {"path": "scenario.model.provenance", "status": "published", "source": "paper", "date": "2024"},
  {"path": "scenario.list.0.rate_bytes_per_s", "value": 5e9, "unit": "B/s", "status": "measured",
   "source": "us", "date": "2025"},
  {"path": "scenario.list.1.rate_bytes_per_s", "value": 8, "status": "measured", "source": "us"},
  {"path": "scenario.list.9.rate_bytes_per_s", "value": 8, "status": "measured", "source": "us"},
  {"path": "calibration.kernel.launch_s", "value": 1, "status": "fitted", "source": "us"},
  "nonsense"]})";

Stored read(std::string_view text) {
    const auto document = read_document(text, "answer.json");
    REQUIRE(document);
    REQUIRE(is_result(*document));
    const auto result = stored(*document, "answer.json");
    REQUIRE(result);
    return *result;
}

TEST_CASE("a result is its scenario, and who said what of it") {
    const Stored result = read(sample);
    CHECK(result.version == "0.1.0");
    CHECK(result.signature == "00ff");
    CHECK(result.assumptions.size() == 2);
    CHECK(result.scenario.find("model")->find("layers")->text == "2");
}

TEST_CASE("sources are put back where the figure is still the same") {
    const Stored result = read(sample);
    const Tree& list = *result.scenario.find("list");
    const Tree& first = *list.items[0].find("rate_bytes_per_s");
    REQUIRE(first.kind == Tree::Kind::map);
    CHECK(first.find("value")->text == "5e9");
    CHECK(first.find("status")->text == "measured");
    CHECK(first.find("source")->text == "us");
    CHECK(first.find("date")->text == "2025");
    CHECK(list.items[1].find("rate_bytes_per_s")->text == "7");  // edited since: source unknown
    const Tree* block = result.scenario.find("model")->find("provenance");
    REQUIRE(block != nullptr);
    CHECK(block->find("source")->text == "paper");
    CHECK(block->find("value") == nullptr);
}

TEST_CASE("a scenario is no result, and not every result is a forecast") {
    CHECK_FALSE(is_result(*read_document("{foretoken: 1, model: m}", "a.yaml")));
    CHECK_FALSE(is_result(*read_document("[scenario, forecast]", "a.yaml")));
    const auto other =
        read_document("{kind: comparison, scenario: {}, forecast: {}}", "answer.yaml");
    const auto refused = stored(*other, "answer.yaml");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::bad_input);
    CHECK(refused.error().where == "answer.yaml:1:8");
    const auto odd = stored(*read_document("{scenario: 3, forecast: {}}", "a.yaml"), "a.yaml");
    REQUIRE_FALSE(odd);
    CHECK(odd.error().where == "a.yaml:1:12");
    CHECK_FALSE(stored(*read_document("{kind: forecast}", "a.yaml"), "a.yaml"));
}

TEST_CASE("what is set otherwise is assumed no more") {
    const std::vector<std::string> said{"plan.pp not given: 1", "plan.dp not given: 8",
                                        "software not given: frame",
                                        "nodes of toy not given: those of pod"};
    CHECK(still_assumed(said, {}) == said);
    CHECK(still_assumed(said, {{"plan.pp", "2"}}).size() == 3);
    CHECK(still_assumed(said, {{"plan.p", "2"}}) == said);
    CHECK(still_assumed(said, {{"plan", "{pp: 2}"}}).size() == 2);
    CHECK(still_assumed(said, {{"cluster", "toy:8"}}).size() == 3);
    CHECK(still_assumed(said, {{"software", "other"}}).size() == 3);
}

TEST_CASE("another split leaves another number of data ranks, unless it is said") {
    CHECK(deals_ranks({{"plan.tp", "2"}}));
    CHECK(deals_ranks({{"plan.vpp", "2"}, {"cluster", "toy:8"}}));
    CHECK_FALSE(deals_ranks({{"plan.vpp", "2"}}));
    CHECK_FALSE(deals_ranks({{"plan.tp", "2"}, {"plan.dp", "4"}}));
}

}  // namespace
}  // namespace foretoken::io
