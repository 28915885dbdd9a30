#include "model/tuning.hpp"

#include <doctest/doctest.h>

#include "model/flops.hpp"
#include "model/sample_test.hpp"

namespace foretoken::model {
namespace {

using doctest::Approx;

// Llama 2 7B: all projections 4096 wide, feed-forward 11008.
Model llama_7b() {
    Model m = llama_70b();
    m.layers = 32;
    m.hidden = 4096;
    m.ffn = 11008;
    m.heads = 32;
    m.kv_heads = 32;
    return m;
}

Tuning lora(std::int64_t rank, Targets targets) {
    return {.method = Method::lora, .rank = rank, .targets = targets};
}

TEST_CASE("adapters of rank 16 beside all seven projections of Llama 2 7B: 39,976,960") {
    const LayerParameters all = adapter_parameters(llama_7b(), lora(16, Targets::linear), false);
    CHECK(32 * all.total() == 39976960.0);
    // Attention alone: four square projections of 16 (4096 + 4096).
    CHECK(adapter_parameters(llama_7b(), lora(16, Targets::attention), false).total() ==
          4 * 16 * 8192.0);
    CHECK(adapters_per_layer(llama_7b(), lora(16, Targets::linear), false) == 7.0);
    CHECK(adapters_per_layer(llama_7b(), lora(16, Targets::attention), false) == 4.0);
    CHECK(adapters_per_layer(llama_7b(), {}, false) == 0.0);
}

TEST_CASE("a column-split product splits B over tensor ranks, a row-split one A") {
    const LayerParameters p = adapter_parameters(llama_7b(), lora(8, Targets::attention), false);
    CHECK(p.split == 8 * (3 * 4096.0 + 4096.0));
    CHECK(p.replicated == 8 * (3 * 4096.0 + 4096.0));
    CHECK(p.experts == 0.0);
}

TEST_CASE("experts have adapters of their own, the router has none") {
    const Model m = mixture();
    const LayerParameters dense = adapter_parameters(m, lora(4, Targets::dense), true);
    CHECK(dense.experts == 0.0);
    // Up and gate (64 to 32 each) and down (32 to 64) of each of eight experts.
    const LayerParameters all = adapter_parameters(m, lora(4, Targets::linear), true);
    CHECK(all.experts == 8 * 3 * 4 * (64.0 + 32.0));
    CHECK(active_adapter_parameters(m, lora(4, Targets::linear), true) ==
          all.split + all.replicated + all.experts * 2 / 8);
}

TEST_CASE("the lowest trained layer decides how many get no gradient") {
    CHECK(frozen_layers(llama_7b(), {}) == 0);
    CHECK(frozen_layers(llama_7b(), lora(8, Targets::linear)) == 0);
    CHECK(frozen_layers(llama_7b(), {.method = Method::last_layers, .layers = 4}) == 28);
    CHECK(trains_output(llama_7b(), {.method = Method::last_layers}));
    CHECK_FALSE(trains_output(gpt(2, 64, 2), {.method = Method::last_layers}));
}

TEST_CASE("NF4 rests in 4 bits and 0.127 of scales") {
    const Tuning t{.method = Method::lora, .frozen_format = Format::fp4};
    CHECK(8 * frozen_bytes(t, Precision::bf16) == Approx(4.127).epsilon(1e-4));
    CHECK(frozen_bytes({}, Precision::bf16) == 2.0);
    CHECK(frozen_bytes({.frozen_format = Format::int8}, Precision::bf16) == 1.0);
    CHECK(frozen_bytes({.frozen_format = Format::fp32}, Precision::bf16) == 2.0);
}

TEST_CASE("frozen products keep no input, adapters theirs and what A made of it") {
    std::vector<Operator> list = attention_operators(llama_7b(), Software{});
    keep_for_adapters(list, llama_7b(), lora(8, Targets::attention));
    std::vector<Operator> feed = dense_operators(llama_7b(), Software{});
    keep_for_adapters(feed, llama_7b(), lora(8, Targets::attention));
    for (const Operator& op : list) {
        CHECK((op.name != "attention.qkv" || op.saved_bytes == 2 * 4096.0 + 3 * 2 * 8.0));
    }
    for (const Operator& op : feed) {
        CHECK((op.kind != OperatorKind::gemm || op.saved_bytes == 0.0));
    }
}

TEST_CASE("LoRA trains in twice the forward FLOPs of products, thrice those of the rest") {
    const Model m = llama_7b();
    const ForwardFlops f = forward_flops(m, 4096);
    const Workload full{.sequence = 4096};
    CHECK(training_flops(m, full, Recompute::none).full.value == Approx(model_flops_full(f).value));
    CHECK(training_flops(m, full, Recompute::full).hardware.value ==
          Approx(hardware_flops(f, Recompute::full).value));
    Workload w = full;
    w.tuning = lora(16, Targets::linear);
    const double adapters = 3 * 2 * 4096.0 * 39976960;
    CHECK(training_flops(m, w, Recompute::none).full.value ==
          Approx(2 * f.linear.value + 3 * f.attention_full.value + 2 * f.output.value + adapters));
}

TEST_CASE("a quarter of the layers trained: forward everywhere, backward there and in the output") {
    const Model m = llama_7b();
    const ForwardFlops f = forward_flops(m, 4096);
    Workload w{.sequence = 4096};
    w.tuning = {.method = Method::last_layers, .layers = 8};
    CHECK(training_flops(m, w, Recompute::none).full.value ==
          Approx((1 + 2 * 0.25) * (f.linear.value + f.attention_full.value) + 3 * f.output.value));
}

TEST_CASE("packed documents attend to themselves: a quarter as long, a quarter of the scores") {
    const Model m = llama_7b();
    const ForwardFlops whole = forward_flops(m, 4096);
    Workload w{.sequence = 4096};
    w.packing = {.fill = Fill::packed, .mean = 1024};
    const double rest = 3 * (whole.linear.value + whole.output.value);
    CHECK(training_flops(m, w, Recompute::none).full.value ==
          Approx(rest + 3 * whole.attention_full.value / 4));
    // Twice as long, as seen by their tokens, where the lengths vary by their mean.
    w.packing.cv = 1.0;
    CHECK(training_flops(m, w, Recompute::none).full.value ==
          Approx(rest + 3 * whole.attention_full.value / 2));
    // Padded, a quarter of the tokens is real.
    w.packing = {.fill = Fill::padded, .mean = 1024};
    CHECK(training_flops(m, w, Recompute::none).full.value ==
          Approx(rest / 4 + 3 * whole.attention_full.value / 16));
}

}  // namespace
}  // namespace foretoken::model
