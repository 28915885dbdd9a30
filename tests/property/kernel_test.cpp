#include <doctest/doctest.h>

#include "arbitrary.hpp"
#include "kernel/attention.hpp"
#include "kernel/gemm.hpp"
#include "kernel/test_chip.hpp"

using namespace foretoken;
using foretoken::property::holds;
using foretoken::property::within;

namespace {

// Constants of any kernel: fractions in percent, times in tenths of a microsecond.
KernelCalibration arbitrary_kernels() {
    KernelCalibration kernels = kernel::test_kernels();
    const auto percent = [](std::int64_t least) {
        return static_cast<double>(within(least, 100)) / 100.0;
    };
    const auto time = [] { return Seconds{1e-7 * static_cast<double>(within(0, 200))}; };
    kernels.gemm[static_cast<std::size_t>(Format::bf16)] = {.peak_fraction = percent(30),
                                                            .memory_fraction = percent(30),
                                                            .launch = time(),
                                                            .wave = time(),
                                                            .split = time(),
                                                            .tile_floor = percent(0),
                                                            .stream_k = percent(0),
                                                            .from = {}};
    kernels.attention.fill({.peak_fraction = percent(30),
                            .scores_per_clock = static_cast<double>(within(0, 40)),
                            .half_length = static_cast<double>(within(0, 400)),
                            .launch = time(),
                            .from = {}});
    return kernels;
}

kernel::Gemm arbitrary_gemm() {
    return {.m = within(1, 20000), .n = 8 * within(1, 2000), .k = 8 * within(1, 2000)};
}

double seconds(const kernel::Gemm& gemm, const KernelCalibration& kernels) {
    return kernel::gemm_time(gemm, kernel::test_chip(), kernels, kernel::Load::burst).value;
}

TEST_CASE("a product is never faster than its peak or its bytes") {
    CHECK(holds("products above the roofline", [] {
        const KernelCalibration kernels = arbitrary_kernels();
        const auto& c = kernels.gemm[static_cast<std::size_t>(Format::bf16)];
        const kernel::Gemm g = arbitrary_gemm();
        const auto m = static_cast<double>(g.m);
        const auto n = static_cast<double>(g.n);
        const auto k = static_cast<double>(g.k);
        const double time = seconds(g, kernels) - c.launch.value;
        RC_ASSERT(time >= 0.999999 * 2.0 * m * n * k / (100e12 * c.peak_fraction));
        RC_ASSERT(time >= 0.999999 * 2.0 * (m * k + k * n + m * n) / (1e12 * c.memory_fraction));
    }));
}

TEST_CASE("a product of twice the rows or depth never takes less time") {
    CHECK(holds("products that double", [] {
        const KernelCalibration kernels = arbitrary_kernels();
        const kernel::Gemm g = arbitrary_gemm();
        const double one = seconds(g, kernels);
        kernel::Gemm tall = g;
        tall.m *= 2;
        kernel::Gemm deep = g;
        deep.k *= 2;
        RC_ASSERT(seconds(tall, kernels) >= 0.999999 * one);
        RC_ASSERT(seconds(deep, kernels) >= 0.999999 * one);
    }));
}

TEST_CASE("attention with more keys, heads or dimensions never takes less time") {
    CHECK(holds("attention that grows", [] {
        const KernelCalibration kernels = arbitrary_kernels();
        Accelerator chip = kernel::test_chip();
        chip.clock.value = {1.5e9};
        const kernel::Attention a{.batch = within(1, 8),
                                  .heads = within(1, 64),
                                  .kv_heads = 1,
                                  .queries = within(1, 5000),
                                  .keys = 5000 + within(0, 5000),
                                  .qk_dim = within(8, 300),
                                  .v_dim = within(8, 300),
                                  .causal = property::coin()};
        const auto time = [&](const kernel::Attention& shape) {
            return kernel::attention_forward(shape, chip, kernels, kernel::Load::burst).value;
        };
        kernel::Attention more = a;
        more.keys += within(1, 1000);
        RC_ASSERT(time(more) >= time(a));
        more = a;
        more.heads += within(1, 64);
        RC_ASSERT(time(more) >= time(a));
        more = a;
        more.qk_dim += within(1, 64);
        RC_ASSERT(time(more) >= time(a));
    }));
}

}  // namespace
