#include "io/reader.hpp"

#include <doctest/doctest.h>

#include <string>

#include "io/writer.hpp"

namespace foretoken::io {
namespace {

using namespace foretoken::literals;

ReadContext context() {
    ReadContext made;
    made.file = "c.yaml";
    made.from = {.status = Status::assumed, .source = "c.yaml", .date = "", .note = ""};
    made.presets.accelerator = [](std::string_view name) -> Result<Accelerator> {
        if (name != "h100") {
            return Error{.kind = Error::Kind::bad_input,
                         .where = "",
                         .message = "unknown accelerator",
                         .hint = "h100"};
        }
        Accelerator part;
        part.id = "h100-sxm";
        part.architecture = "hopper";
        part.memory.value = 80.0_GB;
        part.memory.from.source = "sheet";
        return part;
    };
    return made;
}

template <class Struct>
Result<Struct> read(std::string_view text, ReadContext with = context()) {
    const auto tree = read_document(text, "c.yaml");
    REQUIRE(tree);
    return read_value<Struct>(*tree, with);
}

template <class Struct>
Error refused(std::string_view text, ReadContext with = context()) {
    const auto value = read<Struct>(text, std::move(with));
    REQUIRE_FALSE(value);
    return value.error();
}

TEST_CASE("a cluster is read with units, presets and provenance") {
    const auto c = read<Cluster>(
        "accelerators: 16\n"
        "provenance: {status: published, source: paper, date: 2024-05}\n"
        "node:\n"
        "  accelerator: {preset: h100, power: 650 W}\n"
        "  nics: 4\n"
        "  nic_bandwidth: 400 Gbps\n"
        "  host_memory: {value: 2 TiB, status: measured, source: lsmem, date: 2024-06}\n"
        "tiers: [{accelerators: 8, oversubscription: 2}]\n");
    REQUIRE(c);
    CHECK(c->node.nic_bandwidth.value == 400.0_Gbps);
    CHECK(c->node.nic_bandwidth.from.source == "paper");
    CHECK(c->node.nic_bandwidth.from.status == Status::published);
    CHECK(c->node.host_memory.value == 2048.0_GiB);
    CHECK(c->node.host_memory.from.source == "lsmem");
    CHECK(c->node.accelerator.memory.from.source == "sheet");
    CHECK(c->node.accelerator.power.value.value == 650.0);
    CHECK(c->node.accelerator.power.from.source == "paper");
    CHECK(c->node.nic_share() == 200.0_Gbps);
    CHECK(c->tiers.size() == 1);
    CHECK(c->tiers[0].oversubscription == 2.0);
    CHECK(c->from.source == "paper");
}

TEST_CASE("arrays by enumerator are maps") {
    const auto a = read<Accelerator>(
        "architecture: x\nmemory: 1 GB\nmemory_bandwidth: 1 GB/s\npeak: {bf16: 989 TFLOP/s}\n");
    REQUIRE(a);
    CHECK(a->peak_of(Format::bf16) == 989.0_TFLOPps);
    CHECK(a->supports(Format::bf16));
    CHECK_FALSE(a->supports(Format::fp4));
}

TEST_CASE("base-unit keys take bare numbers, as our JSON has them") {
    const auto s = read<Storage>("capacity_bytes: 8e10\nread: 1 GB/s\n");
    REQUIRE(s);
    CHECK(s->capacity.value == 80.0_GB);
    CHECK(refused<Storage>("capacity_bytes: -1\n").message == "\"-1\" is negative");
    CHECK_FALSE(read<Storage>("capacity_bytes: 80 GB\n"));
}

TEST_CASE("errors say file, line, column, path, and what would work") {
    const Error bare = refused<Node>("accelerator: h100\nnic_bandwidth: 400\n");
    CHECK(bare.where == "c.yaml:2:16 nic_bandwidth");
    CHECK(bare.message.find("no unit") != std::string::npos);
    CHECK(bare.hint.find("Gbps") != std::string::npos);

    const Error typo = refused<Node>("accelerator: h100\nnic_bandwith: 400 Gbps\n");
    CHECK(typo.where == "c.yaml:2:1 nic_bandwith");
    CHECK(typo.hint == "did you mean nic_bandwidth?");

    const Error deep = refused<Cluster>("accelerators: 8\nnode: {accelerator: {preset: h200}}\n");
    CHECK(deep.where == "c.yaml:2:30 node.accelerator");
    CHECK(deep.message == "unknown accelerator");

    CHECK(refused<Cluster>("accelerators: 8\n").message == "has no \"node\"");
    CHECK(refused<Node>("accelerator: h100\nnics: -1\n").message.find("least") !=
          std::string::npos);
    CHECK(refused<Node>("accelerator: h100\nnics: 4.5\n").where == "c.yaml:2:7 nics");
    CHECK(refused<Node>("accelerator: h100\nnics: [4]\n").message ==
          "expects a whole number, not a list");
    CHECK(refused<Node>("accelerator: h100\nnics:\n").message ==
          "expects a whole number, not nothing");
    CHECK(refused<Node>("accelerator: h100\nnic_bandwidth: 400 GB\n").where ==
          "c.yaml:2:16 nic_bandwidth");
    CHECK(refused<FabricTier>("accelerators: 8\noversubscription: nan\n").where ==
          "c.yaml:2:19 oversubscription");
    CHECK(refused<ScaleUp>("kind: switch\n").hint == "did you mean switched?");
    CHECK(refused<Plan>("sequence_parallel: yes\n").hint == "write true or false");
    CHECK(refused<Plan>("preset: x\n").message == "is no known key");
    CHECK(refused<Plan>("zero: 4\n").message.find("most") != std::string::npos);
    CHECK(refused<Plan>("[1, 2]").message == "expects a map, not a list");
    CHECK(refused<Plan>("tp: 99999999999999999999\n").where == "c.yaml:1:5 tp");
    CHECK(refused<Plan>("tp: 9000000000000000000\n").message.find("larger") != std::string::npos);
}

TEST_CASE("an override is named by its flag") {
    Tree tree = *read_document("tp: 2\n", "c.yaml");
    REQUIRE(override_value(tree, "pp", scalar("x")));
    const auto plan = read_value<Plan>(tree, context());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().where == "--set pp");
}

TEST_CASE("choices are read in any case, '-' and '_' alike") {
    CHECK(read<Plan>("order: TP_CP_PP_DP\n")->order == RankOrder::tp_cp_pp_dp);
    CHECK(read<Workload>("global_batch: 1\nprecision: fp8-block\n")->precision ==
          Precision::fp8_block);
}

TEST_CASE("lists of counts are read and written") {
    const auto plan = read<Plan>("pp: 4\nstage_layers: [3, 20, 20, 18]");
    REQUIRE(plan);
    CHECK(plan->stage_layers == std::vector<std::int64_t>{3, 20, 20, 18});
    Plan copy = *plan;
    CHECK(yaml_text(fields(copy)).find("stage_layers: [3, 20, 20, 18]") != std::string::npos);
    for (const char* wrong : {"stage_layers: 3", "stage_layers: [3, four]", "stage_layers: [3, -4]",
                              "stage_layers: [[3]]"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read<Plan>(wrong));
    }
}

TEST_CASE("an absent group stays absent, a partial one over a preset is refined") {
    const std::string dense = "layers: 2\nhidden: 8\nheads: 2\nvocabulary: 10\nffn: 32\n";
    CHECK_FALSE(read<Model>(dense)->experts);
    CHECK_FALSE(read<Model>(dense + "experts: none\n")->experts);
    CHECK(read<Model>(dense + "experts: {count: 8, top_k: 2, ffn: 4}\n")->experts->every == 1);
    CHECK(refused<Model>(dense + "experts: {count: 8}\n").message == "has no \"top_k\"");
}

TEST_CASE("in the catalogue a figure without source is refused") {
    ReadContext strict = context();
    strict.strict = true;
    strict.from = {};
    CHECK(refused<Storage>("capacity: 1 TB\n", strict).message ==
          "is a figure without source and date");
    CHECK(refused<StepCost>("base: 1 us\nprovenance: {status: guessed}\n", strict).where ==
          "c.yaml:2:22 provenance.status");
    CHECK(refused<AttentionConstants>("peak_fraction: 0.5\n", strict).message ==
          "has figures without source and date");
    CHECK(
        read<Storage>("capacity: {value: 1 TB, source: a, date: 2024, status: assumed}\n", strict));
    CHECK(read<AttentionConstants>(
        "peak_fraction: 0.5\nprovenance: {status: fitted, source: a, date: 2024}\n", strict));
    CHECK(refused<Storage>("capacity: {value: 1 TB, sauce: a}\n", strict).message ==
          "is no known key");
}

}  // namespace
}  // namespace foretoken::io
