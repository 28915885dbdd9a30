// Does the time of a matrix product follow from tiles, waves, bytes and floors?
#include "kernel/gemm.hpp"

#include <doctest/doctest.h>

#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

double seconds(const Gemm& gemm, const KernelCalibration& kernels = test_kernels()) {
    return gemm_time(gemm, test_chip(), kernels, Load::burst).value;
}

GemmConstants& bf16(KernelCalibration& kernels) {
    return kernels.gemm[static_cast<std::size_t>(Format::bf16)];
}

TEST_CASE("a huge product runs at the fraction of the peak that a full wave reaches") {
    // 6400 x 12800 is 50 x 100 tiles of 128 x 128: 50 whole waves on 100 processors.
    const Gemm gemm{.m = 6400, .n = 12800, .k = 8192};
    const double flops = 2.0 * 6400 * 12800 * 8192;
    CHECK(seconds(gemm) == doctest::Approx(flops / 80e12).epsilon(1e-2));
    CHECK(seconds(gemm) > flops / 80e12);  // the bytes are never quite free
}

TEST_CASE("a thin product runs at the bandwidth") {
    // One row against a 8192 x 8192 matrix reads 128 MiB at 0.5 TB/s: 268 us.
    const Gemm gemm{.m = 1, .n = 8192, .k = 8192};
    CHECK(seconds(gemm) == doctest::Approx(2.0 * 8192 * 8192 / 0.5e12).epsilon(0.02));
}

TEST_CASE("by hand: one tile, compute and memory joined by the 4-norm") {
    // One 64 x 64 tile, k = 64: no split. Compute 2*64^3 / 0.8e12 = 0.65536 us on one processor;
    // memory 3 * 64 * 64 * 2 B / 0.5e12 = 0.049152 us.
    const Gemm gemm{.m = 64, .n = 64, .k = 64};
    const double together = 0.65536e-6 * (1.0 + 0.25 * (0.075 * 0.075 * 0.075 * 0.075));
    CHECK(seconds(gemm) == doctest::Approx(together).epsilon(1e-9));
}

TEST_CASE("the launch is added and a wave costs its ends, by the perimeter of the tile") {
    auto kernels = test_kernels();
    const Gemm gemm{.m = 64, .n = 64, .k = 64};
    bf16(kernels).launch = {5e-6};
    CHECK(seconds(gemm, kernels) == doctest::Approx(5e-6 + seconds(gemm)));
    bf16(kernels).wave = {1e-6};
    // 64 + 64 of 256 + 128 rows and columns: a third of 1 us.
    CHECK(seconds(gemm, kernels) == doctest::Approx(5e-6 + 0.98869e-6).epsilon(1e-4));
}

TEST_CASE("the 101st tile starts a second wave") {
    // Tiles all alike: 100 products of one tile fill the chip, 101 take twice as long.
    Gemm gemm{.m = 64, .n = 64, .k = 4096, .batch = 100};
    auto kernels = test_kernels();
    bf16(kernels).memory_fraction = 1e6;  // compute alone
    const double full = seconds(gemm, kernels);
    gemm.batch = 101;
    CHECK(seconds(gemm, kernels) == doctest::Approx(2.0 * full));
}

TEST_CASE("a deep product with few tiles is split along k") {
    // 64 x 64 x 65536 in one piece: 0.67 ms on one processor; in 16 pieces a sixteenth of it.
    const Gemm gemm{.m = 64, .n = 64, .k = 65536};
    const double whole = 2.0 * 64 * 64 * 65536 / 0.8e12;
    CHECK(seconds(gemm) < whole / 8.0);
    CHECK(seconds(gemm) >= whole / 16.0);

    auto kernels = test_kernels();
    bf16(kernels).split = {10e-6};
    CHECK(seconds(gemm, kernels) == doctest::Approx(seconds(gemm) + 10e-6));
    bf16(kernels).split = {1.0};  // dearer than the product in one piece
    CHECK(seconds(gemm, kernels) == doctest::Approx(whole).epsilon(1e-3));
}

TEST_CASE("a small tile takes at least its share of the largest tile's time") {
    // One 64 x 64 tile has an eighth of the largest tile's area: with a floor of 0.2, 0.125 + 0.2 *
    // 0.875 = 0.3 of its time of 2 * 256 * 128 * 64 / 0.8e12 = 5.24288 us.
    auto kernels = test_kernels();
    bf16(kernels).tile_floor = 0.2;
    const Gemm gemm{.m = 64, .n = 64, .k = 64};
    CHECK(seconds(gemm, kernels) == doctest::Approx(0.3 * 5.24288e-6).epsilon(1e-4));
}

TEST_CASE("stream-K spreads the last wave over all processors") {
    // 150 tiles on 100 processors: two waves, or one and a half.
    Gemm gemm{.m = 64, .n = 64, .k = 4096, .batch = 150};
    auto kernels = test_kernels();
    bf16(kernels).memory_fraction = 1e6;
    const double waves = seconds(gemm, kernels);
    bf16(kernels).stream_k = 1.0;
    CHECK(seconds(gemm, kernels) == doctest::Approx(0.75 * waves));
    bf16(kernels).stream_k = 0.5;
    CHECK(seconds(gemm, kernels) == doctest::Approx(0.875 * waves));
    gemm.batch = 20;  // less than a wave is a wave, unless k is split
    bf16(kernels).split = {1.0};
    CHECK(seconds(gemm, kernels) == doctest::Approx(2.0 * 64 * 64 * 4096 / 0.8e12).epsilon(1e-6));
}

TEST_CASE("time grows with every dimension") {
    for (const std::int64_t size : {64, 128, 512, 1024, 4096}) {
        const Gemm gemm{.m = size, .n = size, .k = size};
        const Gemm wider{.m = 2 * size, .n = size, .k = size};
        const Gemm deeper{.m = size, .n = size, .k = 2 * size};
        CHECK(seconds(wider) >= seconds(gemm));
        CHECK(seconds(deeper) >= seconds(gemm));
    }
}

TEST_CASE("a batch takes no longer than its products one by one, and no less than their work") {
    const Gemm one{.m = 512, .n = 512, .k = 512};
    Gemm batch = one;
    batch.batch = 16;
    CHECK(seconds(batch) <= 16.0 * seconds(one));
    CHECK(seconds(batch) >= 16.0 * 2.0 * 512 * 512 * 512 / 80e12);
}

TEST_CASE("operands beyond the cache are read again") {
    // A and B of 16 MiB stay in half of 40 MB, but not of 1 MB. Memory alone is made to count.
    auto small = test_chip();
    small.cache.value = {1e6};
    auto kernels = test_kernels();
    bf16(kernels).memory_fraction = 0.01;
    const Gemm gemm{.m = 16384, .n = 16384, .k = 512};
    const double cached = gemm_time(gemm, test_chip(), kernels, Load::burst).value;
    CHECK(gemm_time(gemm, small, kernels, Load::burst).value > 1.3 * cached);
}

TEST_CASE("sustained load lowers the clock of the compute part only") {
    auto kernels = test_kernels();
    bf16(kernels).sustained = 0.5;
    const auto chip = test_chip();
    const Gemm large{.m = 6400, .n = 12800, .k = 8192};
    const Gemm thin{.m = 1, .n = 8192, .k = 8192};
    CHECK(gemm_time(large, chip, kernels).value ==
          doctest::Approx(2.0 * gemm_time(large, chip, kernels, Load::burst).value).epsilon(1e-2));
    CHECK(gemm_time(thin, chip, kernels).value ==
          doctest::Approx(gemm_time(thin, chip, kernels, Load::burst).value).epsilon(1e-2));
}

TEST_CASE("rows off the 16 byte grid are slow, and in a batch fall to the vector units") {
    const Gemm aligned{.m = 4096, .n = 4096, .k = 4096};
    Gemm odd = aligned;
    odd.k = 4095;
    CHECK(seconds(odd) == doctest::Approx(2.0 * seconds(aligned)).epsilon(0.02));
    odd = aligned;
    odd.n = 4095;  // only the result is off the grid
    CHECK(seconds(odd) == doctest::Approx(seconds(aligned)).epsilon(0.02));

    // 225 = a head of 14400 / 64: 10 TFLOP/s of vector units instead of 100.
    const Gemm scores{.m = 2048, .n = 2048, .k = 224, .batch = 8};
    Gemm off = scores;
    off.k = 225;
    CHECK(seconds(off) > 8.0 * seconds(scores));
}

TEST_CASE("formats without a row or an engine fall back") {
    const auto chip = test_chip();
    const auto kernels = test_kernels();
    const auto time = [&](Format format) {
        return gemm_time({.m = 6400, .n = 12800, .k = 8192, .format = format}, chip, kernels).value;
    };
    CHECK(time(Format::fp16) == time(Format::bf16));
    CHECK(time(Format::fp8) == doctest::Approx(time(Format::bf16) / 2.0).epsilon(0.01));
    CHECK(time(Format::fp4) == time(Format::fp8));    // emulated by what there is
    CHECK(time(Format::int8) == time(Format::bf16));  // no int8 engine on this chip
}

TEST_CASE("block-scaled fp8 has constants of its own") {
    auto kernels = test_kernels();
    const Gemm gemm{
        .m = 6400, .n = 12800, .k = 8192, .format = Format::fp8, .scaling = Scaling::block};
    const double fallback = seconds(gemm, kernels);
    kernels.fp8_block = bf16(kernels);
    kernels.fp8_block.peak_fraction = 0.4;
    CHECK(seconds(gemm, kernels) == doctest::Approx(2.0 * fallback).epsilon(0.01));
}

TEST_CASE("no work takes no time") {
    CHECK(seconds({.m = 0, .n = 128, .k = 128}) == 0.0);
}

}  // namespace
}  // namespace foretoken::kernel
