#include "memory/states.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "memory/communicators.hpp"
#include "memory/footprint.hpp"
#include "memory/host.hpp"
#include "memory/sample_test.hpp"

namespace foretoken::memory {
namespace {

using doctest::Approx;

double optimizer(const Optimizer& o, Precision precision = Precision::bf16) {
    Workload w{.precision = precision};
    w.optimizer = o;
    return state_bytes(w, Software{}).optimizer;
}

double term(const StageMemory& memory, std::string_view key) {
    for (const MemoryTerm& each : memory.terms) {
        if (each.key == key) {
            return each.bytes.value;
        }
    }
    FAIL("no term " << key);
    return 0.0;
}

TEST_CASE("bytes of optimizer states per parameter") {
    CHECK(optimizer({}) == 4 + 8);
    CHECK(optimizer({}, Precision::fp32) == 8);
    CHECK(optimizer({.moments = Format::bf16}) == 4 + 4);
    CHECK(optimizer({.moments = Format::fp8, .master = Format::fp16}) == 2 + 2);
    CHECK(optimizer({.master = Format::bf16}) == 8);  // the weights themselves are updated
    CHECK(optimizer({.kind = OptimizerKind::adam_8bit}) == Approx(4 + 2 + 1.0 / 256));
    CHECK(optimizer({.kind = OptimizerKind::sgd}) == 4 + 4);
    CHECK(optimizer({.kind = OptimizerKind::muon}) == 4 + 4);
    CHECK(optimizer({.kind = OptimizerKind::adafactor}) == 4);
}

TEST_CASE("Muon leaves embedding and output to Adam") {
    TrainScenario s = gpt_scenario({.dp = 8, .zero = 1});
    s.workload.optimizer.kind = OptimizerKind::muon;
    const StageMemory muon = footprint(s).front();
    const double weights = term(muon, "weights") / 2;
    const double table = (51200.0 + 2048.0) * 1024.0;
    CHECK(term(muon, "optimizer") == Approx((8 * weights + 4 * table) / 8));
}

TEST_CASE("products in fp8 keep rows and columns of their weights, unless these rest in fp8") {
    TrainScenario s = gpt_scenario({});
    s.workload.precision = Precision::fp8;
    const StageMemory beside = footprint(s).front();
    const double layers = term(beside, "narrow") / 2;
    CHECK(layers > 0.0);
    CHECK(layers < term(beside, "weights") / 2);
    s.software.narrow_weights = true;
    CHECK(term(footprint(s).front(), "narrow") == 0.0);
    CHECK(state_bytes(s.workload, s.software).travelling == 1.0);
    s.workload.precision = Precision::bf16;
    CHECK(state_bytes(s.workload, s.software).travelling == 2.0);
}

TEST_CASE("DeepSpeed's flat gradients: 8 bytes unsharded, 2 + 4 of what a rank updates") {
    TrainScenario s = gpt_scenario({.dp = 8});
    s.software.gradient_format = Format::fp16;
    s.software.flat_gradients = true;
    const double n = term(footprint(s).front(), "weights") / 2;
    CHECK(term(footprint(s).front(), "step") == 8 * n);
    s.plan.zero = 1;
    CHECK(term(footprint(s).front(), "step") == Approx(6 * n / 8));
    s.software.gradient_format = Format::fp32;
    CHECK(term(footprint(s).front(), "step") == 0.0);
}

TEST_CASE("a communicator for each group that exchanges anything, equal ones once") {
    CHECK(communicators({.dp = 1}, false) == 0);
    CHECK(communicators({.dp = 8}, false) == 1);
    CHECK(communicators({.dp = 8, .zero = 1}, false) == 1);
    CHECK(communicators({.tp = 2, .pp = 2, .dp = 2}, false) == 3);
    CHECK(communicators({.dp = 8, .zero = 3, .shard_group = 4}, false) == 3);
}

TEST_CASE("allocated and reserved are part of the total") {
    TrainScenario s = gpt_scenario({.dp = 8});
    s.software.fragmentation.value = 0.5;
    s.software.communicator_memory.value = {3e8};
    s.software.fixed_memory.value = {1e9};
    const StageMemory m = footprint(s).front();
    CHECK(m.reserved.value == Approx(m.allocated.value + 0.5 * term(m, "activations")));
    CHECK(m.total.value == Approx(m.reserved.value + 1.3e9));
}

TEST_CASE("what is offloaded leaves the accelerator for its node") {
    TrainScenario s = gpt_scenario({.dp = 8, .zero = 1});
    s.cluster.accelerators = 8;
    s.cluster.node.accelerators = 4;
    CHECK(host_footprint(s).value == 0.0);
    const double states = term(footprint(s).front(), "optimizer");
    s.plan.offload.optimizer = 0.25;
    CHECK(term(footprint(s).front(), "optimizer") == Approx(0.75 * states));
    // Four accelerators; 4 bytes of gradient and 2 of weight beside 12 of state.
    CHECK(host_footprint(s).value == Approx(4 * 0.25 * states * (12 + 6) / 12));
}

TEST_CASE("an optimizer without states leaves the host what else is offloaded") {
    TrainScenario s = gpt_scenario({.dp = 1});
    s.cluster.accelerators = 1;
    s.workload.optimizer = {.kind = OptimizerKind::adafactor, .master = Format::fp16};
    s.plan.offload.activations = 0.5;
    CHECK(state_bytes(s.workload, s.software).elsewhere == 0.0);
    CHECK(host_footprint(s).value > 0.0);
}

TEST_CASE("frozen weights have no gradients, no states, and their own format") {
    TrainScenario s = gpt_scenario({.dp = 8});
    s.workload.tuning = {.method = Method::lora, .rank = 8, .frozen_format = Format::fp4};
    const StageMemory m = footprint(s).front();
    const double trained = term(m, "weights") / 2;
    CHECK(term(m, "gradients") == 4 * trained);
    CHECK(term(m, "optimizer") == 12 * trained);
    const double all = term(footprint(gpt_scenario({.dp = 8})).front(), "weights") / 2;
    CHECK(term(m, "frozen") == Approx(all * (0.5 + 1.0 / 64 + 4.0 / 16384)));
}

TEST_CASE("layers that no gradient reaches keep nothing") {
    TrainScenario s = gpt_scenario({});
    const double whole = term(footprint(s).front(), "activations");
    s.workload.tuning = {.method = Method::last_layers, .layers = 1};
    CHECK(term(footprint(s).front(), "activations") == Approx(whole / 4));
}

}  // namespace
}  // namespace foretoken::memory
