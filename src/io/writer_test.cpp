#include "io/writer.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "io/catalogue.hpp"
#include "io/exact_text.hpp"
#include "io/reader.hpp"
#include "io/schema.hpp"

namespace foretoken::io {
namespace {

Cluster sample() {
    Cluster c;
    c.id = "toy";
    c.name = "Toy: \"one\" # not a comment";
    c.accelerators = 16;
    c.domain = 4;
    c.from = {.status = Status::published, .source = "paper", .date = "2024-05", .note = ""};
    c.node.accelerator.architecture = "toy";
    c.node.accelerator.memory = {Bytes{85519761408.0}, c.from};
    c.node.accelerator.memory_bandwidth = {Bandwidth{3.35e12}, c.from};
    c.node.accelerator.peak[3] = {FlopRate{989e12}, c.from};
    c.node.nic_bandwidth = {
        Bandwidth{50e9},
        {.status = Status::assumed, .source = "guess, mine", .date = "", .note = ""}};
    c.fabric.from = c.from;
    c.tiers = {{.accelerators = 8, .oversubscription = 1.5}};
    return c;
}

template <class Struct>
Struct read_back(const std::string& text) {
    const auto tree = read_document(text, "back");
    if (!tree) {
        FAIL(tree.error().where << ": " << tree.error().message << "\n" << text);
    }
    ReadContext context;
    context.file = "back";
    const auto value = read_value<Struct>(*tree, context);
    if (!value) {
        FAIL(value.error().where << ": " << value.error().message << "\n" << text);
    }
    return *value;
}

TEST_CASE("YAML comes back as the same value, provenance included") {
    CHECK(read_back<Cluster>(to_yaml(sample())) == sample());
}

TEST_CASE("JSON with provenance comes back as the same value") {
    CHECK(read_back<Cluster>(to_json(sample(), Sources::shown)) == sample());
}

TEST_CASE("JSON has bare base units under keys that say the unit") {
    const auto json = nlohmann::json::parse(to_json(sample()));
    CHECK(json["node"]["nic_bandwidth_bytes_per_s"] == 50e9);
    CHECK(json["node"]["accelerator"]["peak"]["bf16_flop_per_s"] == 989e12);
    CHECK(json["tiers"][0]["oversubscription"] == 1.5);
    CHECK(json["accelerators"] == 16);
    CHECK_FALSE(json.contains("provenance"));
}

template <class Find>
void check_survival(const Catalogue& catalogue, std::string_view kind, Find find) {
    const auto rows = catalogue.names(kind);
    REQUIRE(rows);
    for (const auto& row : *rows) {
        CAPTURE(row.id);
        const auto value = find(row.id);
        REQUIRE(value);
        CHECK(read_back<std::decay_t<decltype(*value)>>(to_yaml(*value)) == *value);
    }
}

TEST_CASE("every built-in model, cluster and framework survives YAML") {
    const Catalogue all;
    check_survival(all, "models", [&](const std::string& id) { return all.model(id); });
    check_survival(all, "clusters", [&](const std::string& id) { return all.cluster(id); });
    check_survival(all, "fabrics", [&](const std::string& id) { return all.fabric(id); });
    check_survival(all, "software", [&](const std::string& id) { return all.software(id); });
}

TEST_CASE("quantities are written exactly, in handy units") {
    CHECK(exact_text(80e9, dimension_of(Bytes{})) == "80 GB");
    CHECK(exact_text(81559.0 * 1048576.0, dimension_of(Bytes{})) == "81559 MiB");
    CHECK(exact_text(5e-6, dimension_of(Seconds{})) == "5 us");
    CHECK(exact_text(0.0, dimension_of(Seconds{})) == "0 s");
    CHECK(exact_text(50e9, dimension_of(Bandwidth{})) == "50 GB/s");
    CHECK(exact_text(494.5e12, dimension_of(FlopRate{})) == "494.5 TFLOP/s");
    CHECK(exact_text(1.83e9, dimension_of(Hertz{})) == "1830 MHz");
    for (const double value : {1.0 / 3.0, 1e-13, 123456789.123, 6.02e23}) {
        CHECK(*parse_base_units(exact_text(value, dimension_of(Seconds{})),
                                dimension_of(Seconds{})) == value);
    }
}

TEST_CASE("the schema is JSON and knows every field") {
    ScenarioFile file;
    const auto schema = nlohmann::json::parse(json_schema(fields(file), "foretoken scenario"));
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["required"] == nlohmann::json({"foretoken", "model", "cluster", "workload"}));
    CHECK(schema["properties"]["plan"]["properties"]["tp"]["minimum"] == 1);
    CHECK(schema["properties"]["plan"]["properties"]["recompute"]["enum"][1] == "selective");
    const auto& cluster = schema["properties"]["cluster"]["anyOf"];
    CHECK(cluster[0]["type"] == "string");
    CHECK(cluster[1]["properties"]["node"]["properties"].contains("nic_bandwidth_bytes_per_s"));
    CHECK(file.scenario == TrainScenario{});
}

TEST_CASE("the reference names every key once per table") {
    Plan plan;
    const std::string page = reference_page(fields(plan), "plan");
    CHECK(page.find("| `tp` | whole number from 1 | 1 | tensor parallel |") != std::string::npos);
    CHECK(page.find("| `recompute` | none, selective, full | none |") != std::string::npos);
}

}  // namespace
}  // namespace foretoken::io
