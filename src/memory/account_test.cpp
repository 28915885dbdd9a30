#include "memory/account.hpp"

#include <doctest/doctest.h>

#include "base/account.hpp"
#include "memory/footprint.hpp"
#include "memory/sample_test.hpp"

namespace foretoken::memory {
namespace {

// The part at a path below the first stage.
Account part(const TrainScenario& s, std::string_view path) {
    const std::vector<Account> list = accounts(s);
    const Account* found = account::find(list.front(), path);
    REQUIRE_MESSAGE(found != nullptr, path);
    return *found;
}

TEST_CASE("a stage is the sum of its terms, and every figure below has a source") {
    const TrainScenario s = gpt_scenario({.pp = 2, .dp = 4, .zero = 1});
    const std::vector<Account> list = accounts(s);
    const std::vector<StageMemory> stages = footprint(s);
    REQUIRE(list.size() == 2);
    CHECK(list[1].name == "memory.1");
    for (std::size_t i = 0; i < list.size(); ++i) {
        CHECK(list[i].value == stages[i].total.value);
        CHECK(account::faults(list[i]).empty());
    }
}

TEST_CASE("states: bytes per parameter times the parameters of a rank") {
    const TrainScenario s = gpt_scenario({.tp = 2, .dp = 4, .zero = 1});
    CHECK(part(s, "weights").formula == "bytes_per_parameter * parameters");
    CHECK(part(s, "weights").where == "docs/models/memory.md, Eq. 1");
    CHECK(part(s, "weights.parameters").formula == "shared");
    CHECK(part(s, "optimizer.parameters").formula == "shared / ranks");
    CHECK(part(s, "optimizer.parameters.ranks").formula == "dp * cp");
    CHECK(part(s, "optimizer.parameters.ranks.dp").from == account::scenario("plan.dp"));
    CHECK(part(s, "optimizer.bytes_per_parameter").formula == "master + moments");
    const std::string layer = "weights.parameters.shared.dense_layers.parameters_per_layer";
    CHECK(part(s, layer).formula == "split / tp + replicated");
    CHECK(part(s, layer + ".split.mlp").formula == "2 * hidden * ffn + ffn");
    CHECK(part(s, layer + ".split.mlp.ffn").from == account::scenario("model.ffn"));
}

TEST_CASE("a figure of a row names it") {
    TrainScenario s = gpt_scenario();
    s.software.id = "eager";
    s.software.fixed_memory = {
        {1e9}, {.status = Status::measured, .source = "team", .date = "2026", .note = ""}};
    CHECK(part(s, "fixed").from.source == "team (data/software/eager.yaml, fixed_memory)");
    CHECK(part(s, "fixed").from.status == Status::measured);
}

TEST_CASE("activations: micro-batches in flight, layers, and what one keeps") {
    const TrainScenario s = gpt_scenario({.tp = 2, .pp = 2});
    const std::string kind = "activations.dense_layers";
    CHECK(part(s, kind).formula == "in_flight * layers * kept");
    CHECK(part(s, kind + ".in_flight").formula == "min(micro_batches, pp - stage)");
    CHECK(part(s, kind + ".in_flight").value == 2.0);
    CHECK(part(s, kind + ".layers").value == 2.0);
    CHECK(part(s, kind + ".kept.mlp.down").formula == "bytes_per_token * tokens / tp");
    CHECK(part(s, kind + ".kept.mlp.up").formula == "bytes_per_token * tokens");
    CHECK(part(s, kind + ".kept.scores").formula == "each * heads * tokens * keys / tp");
}

TEST_CASE("full recomputation keeps boundaries, and one layer for a moment") {
    const TrainScenario s = gpt_scenario({.recompute = Recompute::full});
    CHECK(part(s, "activations.dense_layers.kept").formula == "element * tokens * hidden");
    CHECK(part(s, "working.recomputed.scores").value > 0.0);
    CHECK(part(s, "fragmentation").formula == "share * (activations + recomputed)");
    CHECK(part(s, "fragmentation.recomputed").from.source == "memory.0.working.recomputed");
}

TEST_CASE("what does not occur says why") {
    const TrainScenario s = gpt_scenario({.pp = 2});
    CHECK(part(s, "frozen").value == 0.0);
    CHECK(part(s, "frozen").from.source == "all are trained");
    CHECK(part(s, "logits").from.source == "the last stage has them");
    CHECK(host_account(s).from.source == "nothing is offloaded");
}

TEST_CASE("what is offloaded is missing here and stands there") {
    TrainScenario s = gpt_scenario({.dp = 2, .zero = 1});
    s.cluster.accelerators = 2;
    s.plan.offload.optimizer = 0.25;
    CHECK(part(s, "optimizer").formula == "(1 - offloaded) * whole");
    const Account host = host_account(s);
    CHECK(host.formula == "accelerators * each");
    CHECK(account::find(host, "each.optimizer.states")->value ==
          doctest::Approx(part(s, "optimizer").value / 0.75));
    CHECK(account::faults(host).empty());
}

}  // namespace
}  // namespace foretoken::memory
