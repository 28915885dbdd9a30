#include "model/flops.hpp"

#include <doctest/doctest.h>

#include "model/parameters.hpp"
#include "model/sample_test.hpp"

namespace foretoken::model {
namespace {

using doctest::Approx;

TEST_CASE("GPT-3: hardware FLOPs with full recomputation are Eq. 3 of Narayanan 2021") {
    // F = 96 B s l h^2 (1 + s / 6h + V / 16lh), here for B = 1.
    const double s = 2048.0;
    const double l = 96.0;
    const double h = 12288.0;
    const double v = 51200.0;
    const ForwardFlops f = forward_flops(gpt(96, 12288, 96), 2048);
    const double eq3 = 96 * s * l * h * h * (1 + s / (6 * h) + v / (16 * l * h));
    CHECK(hardware_flops(f, Recompute::full).value == Approx(eq3).epsilon(1e-12));
    CHECK(1536 * eq3 == Approx(4.511e18).epsilon(1e-4));  // a step of 1536 sequences
}

TEST_CASE("GPT-3: model FLOPs are 72 s l h^2 (1 + s / 6h + V / 12lh)") {
    // Korthikanti 2022, Eq. 7: three quarters of the layers' part of Eq. 3, and the logits once.
    const double s = 2048.0;
    const double l = 96.0;
    const double h = 12288.0;
    const double v = 51200.0;
    const ForwardFlops f = forward_flops(gpt(96, 12288, 96), 2048);
    const double eq7 = 72 * s * l * h * h * (1 + s / (6 * h) + v / (12 * l * h));
    CHECK(model_flops_full(f).value == Approx(eq7).epsilon(1e-12));
    // Recomputing the core alone adds 4 s^2 h per layer: 1 + s / 6h becomes 1 + 2s / 9h.
    CHECK(hardware_flops(f, Recompute::selective).value - eq7 == Approx(4 * s * s * h * l));
    CHECK(hardware_flops(f, Recompute::none) == model_flops_full(f));
}

TEST_CASE("causal attention counts half of the full square") {
    const ForwardFlops f = forward_flops(gpt(4, 256, 4), 512);
    CHECK(f.attention_full.value == 4.0 * 4 * 512 * 512 * 256);
    CHECK(f.attention_causal.value == f.attention_full.value / 2);
    CHECK((model_flops_full(f) - model_flops_causal(f)).value == 3 * f.attention_causal.value);
}

TEST_CASE("a token costs 6 FLOPs per parameter that it is multiplied with, and 12 l h s") {
    // Biases, norms and positions are not multiplied with; a tied embedding is, as the output.
    const Model m = gpt(24, 2048, 16);
    const double s = 2048.0;
    const double h = 2048.0;
    const double matrices = 24 * 12 * h * h + 51200 * h;
    const double per_token = model_flops_full(forward_flops(m, 2048)).value / s;
    CHECK(per_token == Approx(6 * matrices + 12 * 24 * h * s).epsilon(1e-12));
    CHECK(per_token == Approx(6 * total_parameters(m) + 12 * 24 * h * s).epsilon(0.01));
}

TEST_CASE("grouped queries shrink the projections, not the core") {
    Model m = llama_70b();
    const ForwardFlops grouped = forward_flops(m, 4096);
    m.kv_heads = 64;
    const ForwardFlops whole = forward_flops(m, 4096);
    CHECK(grouped.attention_full == whole.attention_full);
    CHECK((whole.linear - grouped.linear).value == 80 * 4096.0 * 2 * 8192 * 2 * 56 * 128);
}

TEST_CASE("experts cost top_k each, the shared expert and the router once") {
    const Model m = mixture();
    const double attention = 2.0 * 4 * 64 * 64;
    const double dense = 2.0 * 3 * 64 * 256;
    const double expert = 2.0 * 3 * 64 * 32;
    const double router = 2.0 * 64 * 8;
    const ForwardFlops f = forward_flops(m, 10);
    CHECK(f.linear.value == 10 * (4 * attention + dense + 3 * (2 * expert + expert + router)));
    CHECK(f.output.value == 10 * 2.0 * 64 * 1000);
}

TEST_CASE("a prediction layer costs a layer and an output") {
    Model m = mixture();
    const ForwardFlops without = forward_flops(m, 10);
    m.prediction_layers = 1;
    const ForwardFlops with = forward_flops(m, 10);
    CHECK(with.output.value == 2 * without.output.value);
    CHECK(with.attention_full.value == without.attention_full.value * 5 / 4);
}

TEST_CASE("a window limits the keys of the layers that have one") {
    Model m = gpt(6, 256, 4);
    m.window = Window{.size = 64, .period = 3, .global_layers = 1};
    const ForwardFlops f = forward_flops(m, 512);
    const double pair = 4.0 * 256;  // FLOPs of one query with one key
    CHECK(f.attention_full.value == pair * 512 * (2 * 512.0 + 4 * 64));
    // The first 64 queries see 32 keys on average, the others 64: 64 - 64^2 / (2 x 512) = 60.
    CHECK(f.attention_causal.value == pair * 512 * (2 * 256.0 + 4 * 60));
    m.window->size = 1024;  // wider than the sequence: no window at all
    const ForwardFlops without = forward_flops(gpt(6, 256, 4), 512);
    CHECK(forward_flops(m, 512).attention_causal == without.attention_causal);
}

TEST_CASE("latent attention scores over nope + rope dimensions and sums over v") {
    Model m = mixture();
    m.latent =
        LatentAttention{.q_rank = 24, .kv_rank = 16, .nope_dim = 8, .rope_dim = 4, .v_dim = 10};
    CHECK(forward_flops(m, 100).attention_full.value == 4 * 100.0 * 100 * 2 * 4 * (12 + 10));
}

}  // namespace
}  // namespace foretoken::model
