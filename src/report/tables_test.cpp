#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

TEST_CASE("CSV: every term and every byte, in base units") {
    CHECK(csv(sample_answer()) ==
          "section,key,value,unit,source\n"
          "forecast,step,2,s,derived\n"
          "forecast,tokens_per_s_per_accelerator,1000,1/s,derived\n"
          "forecast,mfu,0.5,,derived\n"
          "forecast,peak_memory,32500000000,B,derived\n"
          "term,compute.linear,1.5,s,fitted\n"
          "term,compute.cast,0,s,derived\n"
          "term,pipeline.bubble,0.5,s,derived\n"
          "memory.0,weights,30000000000,B,derived\n"
          "memory.0,fixed,2500000000,B,derived\n");
}

TEST_CASE("JSON: the same, with the scenario in it") {
    const Answer a = sample_answer();
    const auto out = nlohmann::json::parse(json(a, R"({"model": "mini"})"));
    CHECK(out.at("foretoken") == 1);
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
    const auto out = nlohmann::json::parse(json(sample_answer(), "{}")).at("forecast");
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
    const auto trust = nlohmann::json::parse(json(a, "{}")).at("trust");
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

}  // namespace
}  // namespace foretoken::report
