// Do the products of many experts fill tiles and waves as their closed form says?
#include "kernel/grouped_gemm.hpp"

#include <doctest/doctest.h>

#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

using doctest::Approx;

double burst(const GroupedGemm& gemm) {
    return grouped_gemm_time(gemm, test_chip(), test_kernels(), Load::burst).value;
}

TEST_CASE("every group rounds its rows up to whole tiles") {
    const GroupedGemm full{.groups = 64, .rows = 256, .n = 4096, .k = 8192};
    GroupedGemm ragged = full;
    ragged.rows = 255.5;
    CHECK(burst(ragged) == Approx(burst(full)).epsilon(1e-3));
}

TEST_CASE("no work takes no time") {
    CHECK(burst({.groups = 0, .rows = 128, .n = 128, .k = 128}) == 0.0);
    CHECK(burst({.groups = 8, .rows = 0.0, .n = 128, .k = 128}) == 0.0);
}

TEST_CASE("a kernel per group: four side by side, and no wave shared with the next four") {
    const GroupedGemm one{.groups = 32, .rows = 300, .n = 3500, .k = 8192};
    GroupedGemm four = one;
    four.groups = 4;
    GroupedGemm apart = one;
    apart.separate = true;
    CHECK(burst(apart) == Approx(8.0 * burst(four)));
    CHECK(burst(apart) >= burst(one));
    four.separate = true;
    CHECK(burst(apart) == Approx(8.0 * burst(four)));
}

TEST_CASE("each batch of kernels of its own pays its launch") {
    KernelCalibration kernels = test_kernels();
    kernels.gemm[static_cast<std::size_t>(Format::bf16)].launch = {1.0};
    const GroupedGemm apart{.groups = 32, .rows = 1, .n = 64, .k = 64, .separate = true};
    CHECK(grouped_gemm_time(apart, test_chip(), kernels, Load::burst).value ==
          Approx(8.0).epsilon(1e-3));
}

TEST_CASE("narrow formats pad rows to their grid") {
    CHECK(padded_rows(33.0, Format::bf16, Scaling::tensor) == 33.0);
    CHECK(padded_rows(33.0, Format::fp8, Scaling::tensor) == 64.0);
    CHECK(padded_rows(33.0, Format::fp8, Scaling::block) == 128.0);
}

}  // namespace
}  // namespace foretoken::kernel
