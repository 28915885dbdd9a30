#include "io/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace foretoken::io {
namespace {

constexpr std::string_view sheet =
    "provenance: {status: datasheet, source: sheet, date: 2024-05}\n";
constexpr std::string_view job =
    "foretoken: 1\n"
    "model: mini\n"
    "cluster: toy:16\n"
    "workload: {global_batch: 32}\n"
    "plan: {tp: 2, recompute: selective}\n"
    "require: ['mfu > 0.4']\n";

Catalogue sample() {
    Catalogue made;
    made.add("accelerators/toy.yaml",
             "id: toy\narchitecture: hopper\n" + std::string(sheet) +
                 "peak: {fp16: 100 TFLOP/s}\nmemory: 40 GB\nmemory_bandwidth: 1 TB/s\n"
                 "scale_up: {kind: switched, bandwidth: 100 GB/s, peer_bandwidth: 100 GB/s, "
                 "domain: 8}\n");
    made.add("clusters/toy-pod.yaml",
             "accelerators: 64\nreference_for: [toy]\n" + std::string(sheet) +
                 "node: {accelerator: toy, accelerators: 4, nics: 2, nic_bandwidth: 100 Gbps}\n");
    made.add("models/mini.yaml",
             "layers: 2\nhidden: 8\nheads: 2\nffn: 32\nvocabulary: 10\n"
             "context: 512\n" +
                 std::string(sheet));
    made.add("software/frame-2024.yaml",
             "id: frame-2024\ndistributed_optimizer: true\nlaunch: 5 us\n" + std::string(sheet));
    made.add("software/megatron-core-2024.yaml",
             "id: megatron-core-2024\nfsdp: true\nlaunch: 7 us\n" + std::string(sheet));
    return made;
}

ScenarioRequest request(std::string_view text) {
    ScenarioRequest made;
    made.text = std::string(text);
    made.name = "jobs/job.yaml";
    return made;
}

bool says(const TrainScenario& scenario, std::string_view sentence) {
    const auto& said = scenario.assumptions;
    return std::find(said.begin(), said.end(), sentence) != said.end();
}

Error refused(const ScenarioRequest& asked) {
    const auto scenario = read_train_scenario(asked, sample());
    REQUIRE_FALSE(scenario);
    return scenario.error();
}

TEST_CASE("a short scenario is completed, and says with what") {
    const auto s = read_train_scenario(request(job), sample());
    if (!s) {
        FAIL(s.error().where << ": " << s.error().message);
    }
    CHECK(s->model.id == "mini");
    CHECK(s->cluster.accelerators == 16);
    CHECK(s->plan.tp == 2);
    CHECK(s->plan.recompute == Recompute::selective);
    CHECK(s->workload.sequence == 512);
    CHECK(s->workload.precision == Precision::fp16);
    CHECK(s->software.id == "megatron-core-2024");
    CHECK(s->plan.zero == 3);
    CHECK(says(*s, "software not given: megatron-core-2024"));
    CHECK(says(*s, "workload.sequence not given: 512"));
    CHECK(says(*s, "workload.precision not given: fp16"));
    CHECK(says(*s, "plan.zero not given: 3"));
    CHECK(says(*s, "plan.pp not given: 1"));
    CHECK(says(*s, "nodes and network of toy not given: those of toy-pod"));
    CHECK_FALSE(says(*s, "plan.tp not given: 2"));
    CHECK(read_requirements(request(job))->front() == "mfu > 0.4");
}

TEST_CASE("JSON says the same") {
    const auto yaml = read_train_scenario(request(job), sample());
    const auto json = read_train_scenario(request(R"({"foretoken": 1, "model": "mini",
        "cluster": "toy:16", "workload": {"global_batch": 32},
        "plan": {"tp": 2, "recompute": "selective"}})"),
                                          sample());
    REQUIRE(yaml);
    REQUIRE(json);
    CHECK(*yaml == *json);
}

TEST_CASE("presets are refined in place") {
    const auto s = read_train_scenario(
        request("foretoken: 1\nmodel: {preset: mini, layers: 7}\n"
                "cluster: {preset: 'toy:16', accelerators: 8, node: {nic_bandwidth: 400 Gbps}}\n"
                "workload: {global_batch: 8, sequence: 64, precision: fp16}\n"
                "software: {preset: frame-2024, launch: 2 us}\n"),
        sample());
    REQUIRE(s);
    CHECK(s->model.layers == 7);
    CHECK(s->model.hidden == 8);
    CHECK(s->cluster.accelerators == 8);
    CHECK(s->cluster.node.nic_bandwidth.value == Bandwidth{50e9});
    CHECK(s->cluster.node.nic_bandwidth.from.source == "jobs/job.yaml");
    CHECK(s->cluster.node.nics == 2);
    CHECK(s->cluster.node.accelerator.memory.from.source == "sheet");
    CHECK(s->software.launch.value == Seconds{2e-6});
    CHECK(s->plan.zero == 1);
    CHECK_FALSE(says(*s, "software not given: frame-2024"));
}

TEST_CASE("a cluster may be written out") {
    const auto s = read_train_scenario(
        request("foretoken: 1\nmodel: mini\nworkload: {global_batch: 8}\n"
                "cluster: {accelerators: 8, node: {accelerator: toy, nic_bandwidth: 1 Tbps}}\n"),
        sample());
    REQUIRE(s);
    CHECK(s->cluster.domain == 8);
    CHECK(s->cluster.node.nic_bandwidth.value == Bandwidth{125e9});
}

TEST_CASE("overrides reach everything, presets included") {
    auto asked = request(job);
    asked.overrides = {{"plan.tp", "4"},
                       {"cluster.node.nics", "4"},
                       {"software.attention", "flash3"},
                       {"model", "{preset: mini, layers: 3}"}};
    const auto s = read_train_scenario(asked, sample());
    REQUIRE(s);
    CHECK(s->plan.tp == 4);
    CHECK(s->cluster.node.nics == 4);
    CHECK(s->cluster.accelerators == 16);
    CHECK(s->software.attention == AttentionKernel::flash3);
    CHECK(s->software.launch.value == Seconds{7e-6});
    CHECK(s->model.layers == 3);
}

TEST_CASE("without a file, overrides say it all") {
    ScenarioRequest asked;
    asked.overrides = {{"model", "mini"}, {"cluster", "toy:4"}, {"workload.global_batch", "4"}};
    const auto s = read_train_scenario(asked, sample());
    REQUIRE(s);
    CHECK(s->cluster.accelerators == 4);
    asked.overrides.pop_back();
    CHECK(refused(asked).message == "has no \"workload\"");
}

TEST_CASE("a model may come from a config.json beside the scenario") {
    auto asked = request(
        "foretoken: 1\nmodel: hub/config.json\ncluster: toy:4\n"
        "workload: {global_batch: 4}\n");
    std::string path;
    asked.read_file = [&](const std::string& wanted) -> Result<std::string> {
        path = wanted;
        return std::string(R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
            "num_attention_heads": 4, "intermediate_size": 256, "vocab_size": 100})");
    };
    CHECK(read_train_scenario(asked, sample())->model.hidden == 64);
    CHECK(path == "jobs/hub/config.json");
    asked.overrides = {{"model", "owner/name"}};
    CHECK(read_train_scenario(asked, sample()));
    CHECK(path == "owner/name/config.json");  // typed: from where it was typed
    asked.overrides = {{"model", "/tmp/config.json"}};
    CHECK(read_train_scenario(asked, sample()));
    CHECK(path == "/tmp/config.json");
    asked.read_file = nullptr;
    CHECK(refused(asked).message.find("no files can be read here") != std::string::npos);
}

TEST_CASE("what cannot be is refused with its place") {
    const auto with = [](std::string path, std::string value) {
        auto asked = request(job);
        asked.overrides = {{std::move(path), std::move(value)}};
        return refused(asked);
    };
    CHECK(with("model", "mina").where == "--set model");
    CHECK(with("model", "mina").hint.find("did you mean mini?") == 0);
    CHECK(with("cluster", "toy:6").where == "--set cluster");
    CHECK(with("foretoken", "2").where == "--set foretoken");
    CHECK(with("workload.global_batch", "0").where == "--set workload.global_batch");
    CHECK(with("cluster.node.nic_bandwidth", "400").message.find("no unit") != std::string::npos);
    CHECK(with("worklaod.sequence", "4").hint == "did you mean workload?");
    CHECK(with("plan", "8").message == "expects a map, not a plain value");
    CHECK(with("model.heads", "3").message == "heads 3 is no multiple of kv_heads 2");
    CHECK(with("model.heads", "3").where == "jobs/job.yaml:2:8 model");
    CHECK(refused(request("foretoken: 1\n")).where == "jobs/job.yaml:1:1");
    CHECK(refused(request("[]")).message == "expects a map, not a list");
    CHECK(refused(
              request("foretoken: 1\nmodel: mini\ncluster: toi:16\nworkload: {global_batch: 1}\n"))
              .where == "jobs/job.yaml:3:10 cluster");
    CHECK(refused(request("\xFF")).where == "jobs/job.yaml:1:1");
}

}  // namespace
}  // namespace foretoken::io
