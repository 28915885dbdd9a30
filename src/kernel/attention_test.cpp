// Does the time of attention follow from scores, heads and bytes?
#include "kernel/attention.hpp"

#include <doctest/doctest.h>

#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

Attention square(std::int64_t length) {
    return {.batch = 4,
            .heads = 32,
            .kv_heads = 32,
            .queries = length,
            .keys = length,
            .qk_dim = 128,
            .v_dim = 128,
            .causal = false};
}

double forward(const Attention& attention, const KernelCalibration& kernels = test_kernels()) {
    return attention_forward(attention, test_chip(), kernels, Load::burst).value;
}

double backward(const Attention& attention, const KernelCalibration& kernels = test_kernels()) {
    return attention_backward(attention, test_chip(), kernels, Load::burst).value;
}

AttentionConstants& flash2(KernelCalibration& kernels) {
    return kernels.attention[static_cast<std::size_t>(AttentionKernel::flash2)];
}

TEST_CASE("the mean of keys seen") {
    Attention a{.batch = 1,
                .heads = 1,
                .kv_heads = 1,
                .queries = 4,
                .keys = 4,
                .qk_dim = 8,
                .v_dim = 8,
                .causal = false};
    CHECK(mean_keys(a) == 4.0);
    a.causal = true;
    CHECK(mean_keys(a) == 2.5);  // 1, 2, 3, 4
    a.window = 2;
    CHECK(mean_keys(a) == 1.75);  // 1, 2, 2, 2
    a.keys = 8;
    CHECK(mean_keys(a) == 2.0);  // four queries after four others: all beyond the window
    a.window = 0;
    CHECK(mean_keys(a) == 6.5);  // 5, 6, 7, 8
    a.window = 6;
    CHECK(mean_keys(a) == 5.75);  // 5, 6, 6, 6
    a.causal = false;
    CHECK(mean_keys(a) == 6.0);
}

TEST_CASE("by hand: long attention runs at its fraction of the peak") {
    const double flops = 4.0 * 4 * 32 * 8192.0 * 8192.0 * 128;
    CHECK(forward(square(8192)) == doctest::Approx(flops / 60e12).epsilon(1e-3));
}

TEST_CASE("causal attention does half of the work") {
    auto causal = square(8192);
    causal.causal = true;
    CHECK(forward(causal) / forward(square(8192)) == doctest::Approx(0.5).epsilon(1e-2));
}

TEST_CASE("the ends of a block cost half_length keys more") {
    auto kernels = test_kernels();
    flash2(kernels).half_length = 8192.0;
    CHECK(forward(square(8192), kernels) ==
          doctest::Approx(2.0 * forward(square(8192))).epsilon(1e-3));
}

TEST_CASE("the softmax runs on units of its own") {
    // 8192^2 scores of 128 heads at 4 per clock, 1 GHz and 100 processors: 21.47 ms.
    auto kernels = test_kernels();
    flash2(kernels).scores_per_clock = 4.0;
    auto chip = test_chip();
    chip.clock.value = {1e9};
    const double with = attention_forward(square(8192), chip, kernels, Load::burst).value;
    CHECK(with - forward(square(8192)) ==
          doctest::Approx(128.0 * 8192 * 8192 / 400e9).epsilon(5e-3));
    CHECK(forward(square(8192), kernels) == forward(square(8192)));  // a clock that is not known
}

TEST_CASE("heads are padded to the sizes that kernels are compiled for") {
    auto odd = square(4096);
    odd.qk_dim = odd.v_dim = 80;
    auto padded = odd;
    padded.qk_dim = padded.v_dim = 96;
    CHECK(forward(odd) == doctest::Approx(forward(padded)).epsilon(1e-3));
    odd.qk_dim = 192;  // latent attention: 192 and 128
    odd.v_dim = 128;
    CHECK(forward(odd) == doctest::Approx(1.25 * forward(square(4096))).epsilon(1e-3));
    odd.qk_dim = 300;  // beyond the table: 320
    odd.v_dim = 320;
    CHECK(forward(odd) == doctest::Approx(2.5 * forward(square(4096))).epsilon(1e-3));
}

TEST_CASE("causal and windowed blocks round their edges up to half a block of keys") {
    // 64 mean keys of 128 and an edge of 64 in the causal square: as much as the full square.
    auto causal = square(128);
    causal.causal = true;
    CHECK(forward(causal) == doctest::Approx(forward(square(128))).epsilon(0.01));
    // A window of 128 keys walks along two blocks.
    auto window = square(16384);
    window.causal = true;
    window.window = 128;
    auto two = square(16384);
    two.keys = 256;
    CHECK(forward(window) == doctest::Approx(forward(two)).epsilon(0.05));
}

TEST_CASE("backward is 2.5 times the FLOPs at its own rate") {
    CHECK(backward(square(8192)) ==
          doctest::Approx(2.5 / 0.5 * forward(square(8192))).epsilon(1e-3));
}

TEST_CASE("fewer key heads move fewer bytes") {
    auto grouped = square(16);
    auto kernels = test_kernels();
    flash2(kernels).peak_fraction = 1e6;  // memory alone
    const double all = forward(square(16), kernels);
    grouped.kv_heads = 8;
    // Queries and outputs stay, keys and values shrink to a quarter: (1 + 1/4) / 2.
    CHECK(forward(grouped, kernels) / all == doctest::Approx(0.625).epsilon(1e-6));
}

TEST_CASE("few blocks leave processors idle") {
    auto one = square(1280);
    one.batch = 1;
    one.heads = one.kv_heads = 1;  // 10 blocks of 128 queries on 100 processors
    auto full = one;
    full.heads = full.kv_heads = 10;
    CHECK(forward(one) == doctest::Approx(forward(full)).epsilon(1e-2));
    auto more = full;
    more.heads = more.kv_heads = 11;  // the 101st block starts a second wave
    CHECK(forward(more) == doctest::Approx(2.0 * forward(full)).epsilon(1e-2));
    one.causal = true;  // alone, the last block sets the pace: 1216.5 + 64 of 1280 keys
    CHECK(forward(one) == doctest::Approx(forward(full)).epsilon(1e-2));
}

TEST_CASE("unfused attention pays for the square of scores, causal or not") {
    auto unfused = square(2048);
    unfused.kernel = AttentionKernel::unfused;
    // One fused pass reads and writes 2 B per score at a quarter of 1 TB/s: 8.6 ms.
    const double pass = 4.0 * 32 * 2048.0 * 2048.0 * 4.0 / 0.25e12;
    const double products = 2.0 * 2.0 * 4 * 32 * 2048.0 * 2048.0 * 128 / 80e12;
    CHECK(forward(unfused) > pass + products);
    CHECK(forward(unfused) < 1.3 * (pass + products));
    auto causal = unfused;
    causal.causal = true;
    CHECK(forward(causal) == forward(unfused));

    auto separate = unfused;
    separate.fused_softmax = false;
    CHECK(forward(separate) == doctest::Approx(forward(unfused) + pass));
    auto dropped = unfused;
    dropped.dropout = true;
    CHECK(forward(dropped) == doctest::Approx(forward(unfused) + 1.25 * pass));
    CHECK(backward(unfused) > 2.0 * products + 1.5 * pass);
}

TEST_CASE("a generation without a row takes the nearest one") {
    auto third = square(4096);
    third.kernel = AttentionKernel::flash3;
    CHECK(forward(third) == forward(square(4096)));
    third.kernel = AttentionKernel::flash1;
    CHECK(forward(third) == forward(square(4096)));
}

TEST_CASE("narrow formats keep attention in 16 bit") {
    auto fp8 = square(4096);
    fp8.format = Format::fp8;
    CHECK(forward(fp8) == forward(square(4096)));
}

TEST_CASE("no queries take no time") {
    auto none = square(0);
    CHECK(forward(none) == 0.0);
    CHECK(backward(none) == 0.0);
}

}  // namespace
}  // namespace foretoken::kernel
