#include "report/page.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

Page sample_page() {
    return {.answer = sample_answer(),
            .question = {.scenario = R"({"foretoken": 1})", .provenance = "[]", .version = "1.2.3"},
            .scenario_yaml = "foretoken: 1\n",
            .command = "foretoken train job.yaml",
            .figures_json = R"({"figures": {"power": {}}, "sources": {}})"};
}

nlohmann::json data(const Page& page) {
    return nlohmann::json::parse(page_json(page));
}

// A published run of the sample's own size: its forecast is a step of 2 s, 1,000 tokens/s and half
// of the peak.
Answer published(const char* quantity, double measured, double predicted) {
    Answer a = sample_answer();
    a.trust.nearest = {{.id = "run-7",
                        .source = "somebody",
                        .what = "Mini",
                        .where = "Journal of Runs",
                        .quantity = quantity,
                        .measured = measured,
                        .predicted = predicted}};
    return a;
}

TEST_CASE("the page holds the answer and how it is asked again") {
    const auto all = data(sample_page());
    CHECK(all["forecast"]["step_s"] == 2.0);
    CHECK(all["command"] == "foretoken train job.yaml");
    CHECK(all["scenario_yaml"] == "foretoken: 1\n");
    CHECK(all["figures"].contains("power"));
    CHECK(all["says"]["model"] == "Mini");
    CHECK(all["says"]["memory"]["fixed"] == "fixed");
    CHECK_FALSE(all.contains("timeline"));
}

TEST_CASE("each size has its speed, its share of the peak and its bounds") {
    Page page = sample_page();
    Forecast f = page.answer.forecast;
    f.interval = {.low = {1.0}, .high = {4.0}};
    f.memory_capacity = {30e9};  // of which it needs 32.5
    page.scaling = {f};
    const auto point = data(page)["scaling"][0];
    CHECK(point["accelerators"] == 4);
    CHECK(point["tokens_per_s_per_accelerator"] == 1000.0);
    CHECK(point["mfu"] == 0.5);
    CHECK(point["low_s"] == 1.0);
    CHECK(point["high_s"] == 4.0);
    CHECK(point["fits"] == false);
}

TEST_CASE("a published run stands at what was measured, counted as the forecast is") {
    Page page = sample_page();
    // A fifth faster than forecast, be it said as a time, as a rate or as FLOP/s.
    page.published = {published("step_time_s", 5.0, 6.0),
                      published("tokens_per_s_per_gpu", 1200.0, 1000.0),
                      published("tflops_per_gpu", 60.0, 50.0)};
    const auto runs = data(page)["published"];
    REQUIRE(runs.size() == 3);
    for (const auto& run : runs) {
        CHECK(run["tokens_per_s_per_accelerator"].get<double>() == doctest::Approx(1200.0));
        CHECK(run["mfu"].get<double>() == doctest::Approx(0.6));
    }
}

TEST_CASE("a run without a forecast is left out") {
    Page page = sample_page();
    page.published = {published("step_time_s", 5.0, 0.0), sample_answer()};
    CHECK(data(page)["published"].empty());
}

TEST_CASE("marks are filled in, and what is no mark stays") {
    const std::string html =
        filled("<title>{{title}}</title><meta content=\"{{verdict}}\">{x}<script>{{data}}</script>",
               sample_page());
    CHECK(html.rfind("<title>Mini on Toy 1</title><meta content=\"Mini on 4 x Toy 1: ", 0) == 0);
    CHECK(html.find("{x}<script>{\"foretoken\":1,") != std::string::npos);
}

TEST_CASE("a name that is markup neither ends the script nor opens an element") {
    Page page = sample_page();
    page.answer.scenario.model.name = "</script><b \"&{{data}}";
    const std::string html = filled("{{title}}|{{verdict}}|{{data}}", page);
    CHECK(html.find('<') == std::string::npos);
    CHECK(html.find("</script>") == std::string::npos);
    CHECK(html.rfind("&lt;/script>&lt;b &quot;&amp;{{data}} on Toy 1|", 0) == 0);
    const std::string json = html.substr(html.rfind("|{") + 1);
    CHECK(nlohmann::json::parse(json)["says"]["model"] == "</script><b \"&{{data}}");
}

TEST_CASE("there is a page exactly where one was built in") {
    const auto html = page(sample_page());
    REQUIRE(html.has_value() == page_shell().has_value());
    if (html) {
        CHECK(html->find("{{") == std::string::npos);
        CHECK(html->find("Mini on Toy 1") != std::string::npos);
    }
}

}  // namespace
}  // namespace foretoken::report
