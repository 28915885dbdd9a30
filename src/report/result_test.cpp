#include "report/result.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "report/result_schema.hpp"
#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

Question question(const std::string& scenario) {
    return {.scenario = scenario, .provenance = R"([{"path": "scenario.x"}])", .version = "1.2.3"};
}

TEST_CASE("JSON: the same, with the scenario in it") {
    const Answer a = sample_answer();
    const auto out = nlohmann::json::parse(json(a, question(R"({"model": "mini"})")));
    CHECK(out.at("foretoken") == 1);
    CHECK(out.at("kind") == "forecast");
    CHECK(out.at("version") == "1.2.3");
    CHECK(out.at("seed").is_null());
    CHECK(out.at("provenance").at(0).at("path") == "scenario.x");
    CHECK(out.at("verdict") == verdict(a.scenario, a.forecast));
    CHECK(out.at("scenario").at("model") == "mini");
    CHECK(out.at("assumptions").at(0) == "plan.pp not given: 1");
    CHECK_FALSE(out.contains("trust"));
    const auto& f = out.at("forecast");
    CHECK(f.at("step_s") == 2.0);
    CHECK(f.at("tokens_per_s_per_accelerator") == 1000.0);
    CHECK(f.at("accelerators") == 4);
    CHECK(f.at("tokens_per_step") == 8000);
    CHECK(f.at("mfu") == 0.5);
    CHECK(f.at("model_flop_per_s_per_accelerator") == 50e12);
    CHECK(f.at("model_causal_flop_per_s_per_accelerator") == 45e12);
    CHECK(f.at("hardware_flop_per_s_per_accelerator") == 55e12);
    CHECK(f.at("peak_flop_per_s") == 100e12);
    CHECK(f.at("fits") == true);
    CHECK(f.at("peak_memory_bytes") == 32.5e9);
    CHECK(f.at("memory_capacity_bytes") == 80e9);
}

TEST_CASE("JSON: terms and memory carry keys, words, figures and sources") {
    const auto out = nlohmann::json::parse(json(sample_answer(), question("{}"))).at("forecast");
    REQUIRE(out.at("terms").size() == 3);
    const auto& first = out.at("terms").at(0);
    CHECK(first.at("key") == "compute.linear");
    CHECK(first.at("says") == "products");
    CHECK(first.at("time_s") == 1.5);
    CHECK(first.at("source") == "fitted");
    const auto& stage = out.at("memory").at(0);
    CHECK(stage.at("stage") == 0);
    CHECK(stage.at("weights_bytes") == 30e9);
    CHECK(stage.at("total_bytes") == 32.5e9);
}

TEST_CASE("JSON: the nearest published runs, and where the scenario lies among all") {
    Answer a = sample_answer_with_neighbours();
    a.trust.outside = {
        {.coordinate = train::Coordinate::bits, .value = 4.0, .low = 8.0, .high = 16.0}};
    const auto trust = nlohmann::json::parse(json(a, question("{}"))).at("trust");
    CHECK(trust.at("extrapolated") == true);
    CHECK(trust.at("says") == "extrapolated: 4 bit, published from 8");
    CHECK(trust.at("outside").at(0).at("coordinate") == "bits");
    CHECK(trust.at("outside").at(0).at("high") == 16.0);
    REQUIRE(trust.at("nearest").size() == 2);
    const auto& nearest = trust.at("nearest").at(0);
    CHECK(nearest.at("id") == "run-7");
    CHECK(nearest.at("distance") == 0.25);
    CHECK(nearest.at("quantity") == "step_time_s");
    CHECK(nearest.at("measured") == 4.0);
    CHECK(nearest.at("predicted") == 5.0);
    CHECK(nearest.at("error") == 0.25);
}

TEST_CASE("the signature is the digest of scenario and forecast, and of nothing else") {
    const Question asked = question(R"({ "model": "mini" })");
    const auto out = nlohmann::ordered_json::parse(json(sample_answer(), asked));
    const std::string own = out.at("signature");
    CHECK(own == digest(out.at("scenario").dump() + out.at("forecast").dump()));
    CHECK(own == signature(sample_answer().forecast, asked));
    Question newer = asked;
    newer.version = "9";
    newer.provenance = "[]";
    CHECK(signature(sample_answer().forecast, newer) == own);
    CHECK(signature(sample_answer().forecast, question(R"({"model": "maxi"})")) != own);
    Forecast slower = sample_answer().forecast;
    slower.step.value += 1e-15;
    CHECK(signature(slower, asked) != own);
}

TEST_CASE("the schema closes every map, and holds the scenario's own") {
    const auto schema = nlohmann::json::parse(result_schema(
        R"({"type": "object", "title": "s", "definitions": {"provenance": {"type": "object"}}})"));
    CHECK(schema.at("additionalProperties") == false);
    CHECK(schema.at("definitions").contains("provenance"));
    CHECK(schema.at("properties").at("scenario").at("type") == "object");
    CHECK_FALSE(schema.at("properties").at("scenario").contains("title"));
    const auto& forecast = schema.at("properties").at("forecast");
    CHECK(forecast.at("additionalProperties") == false);
    const auto& terms = forecast.at("properties").at("terms").at("items");
    CHECK(terms.at("required").size() == 4);
    const auto& needed = schema.at("required");
    CHECK(std::find(needed.begin(), needed.end(), "trust") == needed.end());
    CHECK(std::find(needed.begin(), needed.end(), "signature") != needed.end());
}

}  // namespace
}  // namespace foretoken::report
