#include "io/origins.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace foretoken::io {
namespace {

const Provenance sheet{.status = Status::datasheet, .source = "sheet", .date = "2024"};

TEST_CASE("figures of the world, by the keys of our JSON; choices are none") {
    Cluster c;
    c.accelerators = 64;
    c.from = sheet;
    c.node.nic_bandwidth = {.value = {5e9}, .from = sheet};
    c.node.accelerator.processors = {.value = 132, .from = sheet};
    c.tiers.push_back({.accelerators = 16, .oversubscription = 7.0});
    const auto list = figures(fields(c), "cluster", Unsourced::left_out);
    std::vector<std::string> paths;
    for (const Figure& figure : list) {
        paths.push_back(figure.path);
    }
    CHECK(paths == std::vector<std::string>{"cluster.node.accelerator.processors",
                                            "cluster.node.nic_bandwidth_bytes_per_s",
                                            "cluster.fabric.provenance", "cluster.provenance"});
    CHECK(std::get<std::int64_t>(list[0].value) == 132);
    CHECK(std::get<double>(list[1].value) == 5e9);
    CHECK(list[1].unit == "B/s");
    CHECK(list[3].from == sheet);
}

TEST_CASE("constants of one block share its source") {
    GemmConstants g;
    g.peak_fraction = 0.8;
    g.launch = {2e-6};
    CHECK(figures(fields(g), "gemm", Unsourced::listed).empty());
    g.from = {.status = Status::fitted, .source = "us", .date = "2026"};
    const auto list = figures(fields(g), "gemm", Unsourced::listed);
    REQUIRE(list.size() == 8);
    CHECK(list[0].path == "gemm.peak_fraction");
    CHECK(list[0].unit.empty());
    CHECK(list[2].path == "gemm.launch_s");
    CHECK(list[2].unit == "s");
    CHECK(list[2].from.status == Status::fitted);
}

TEST_CASE("a result lists what its scenario and its constants stand on") {
    TrainScenario s;
    s.cluster.node.nic_bandwidth = {.value = {5e9}, .from = sheet};
    Calibration c;
    c.confidence.from = sheet;
    c.confidence.floor = {.value = 0.1, .from = sheet};
    const auto list = nlohmann::json::parse(provenance_json(s, c));
    bool nic = false;
    bool floor = false;
    for (const auto& entry : list) {
        nic = nic || (entry.at("path") == "scenario.cluster.node.nic_bandwidth_bytes_per_s" &&
                      entry.at("status") == "datasheet" && entry.at("unit") == "B/s");
        floor = floor || (entry.at("path") == "calibration.confidence.floor" &&
                          entry.at("value") == 0.1 && entry.at("date") == "2024");
    }
    CHECK(nic);
    CHECK(floor);
}

}  // namespace
}  // namespace foretoken::io
