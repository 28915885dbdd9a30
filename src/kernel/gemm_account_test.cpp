#include "kernel/gemm_account.hpp"

#include <doctest/doctest.h>

#include "base/account.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/grouped_gemm_account.hpp"
#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

KernelCalibration rows() {
    KernelCalibration kernels = test_kernels();
    kernels.id = "volta";
    kernels.from = {.status = Status::fitted, .source = "tables", .date = "2026"};
    return kernels;
}

TEST_CASE("an account of a product says its formula, its tile and its rows") {
    const Account a =
        gemm_account("qkv", "", {.m = 2560, .n = 1280, .k = 4096}, test_chip(), rows());
    CHECK(a.formula == "launch + (compute^4 + memory^4)^(1/4)");
    CHECK(a.where == "docs/models/gemm.md, Eq. 5");
    CHECK(account::find(a, "compute.waves.tiles.tile_rows")->value == 256.0);
    CHECK(account::find(a, "compute.waves.tiles")->value == 100.0);
    const Account* fraction = account::find(a, "compute.processor_rate.peak_fraction");
    REQUIRE(fraction != nullptr);
    CHECK(fraction->from.source == "tables (data/kernels/volta.yaml, gemm.bf16.peak_fraction)");
    CHECK(fraction->from.status == Status::fitted);
}

TEST_CASE("a split k, rows off the grid and a burst show in the formulas") {
    const Gemm small{.m = 64, .n = 64, .k = 65537};
    const Account a = gemm_account("small", "", small, test_chip(), rows(), Load::burst);
    CHECK(a.formula == "launch + split + (compute^4 + memory^4)^(1/4)");
    CHECK(account::find(a, "compute.processor_rate")->formula ==
          "peak_fraction * peak * unaligned_fraction / processors");
    CHECK(account::find(a, "memory.bytes.partial_sums")->value == 8.0 * 16.0 * 64.0 * 64.0);
}

TEST_CASE("the shape can be replaced by what it follows from") {
    const Account a = gemm_account("qkv", "", {.m = 6, .n = 1280, .k = 4096}, test_chip(), rows());
    const Account m = account::derived("m", 6.0, "", {"2 * 3", "a book"},
                                       {account::input("tokens", 3.0, "", {.source = "a"})});
    const Account deeper = account::with(a, m);
    CHECK(account::find(deeper, "m.tokens") != nullptr);
    CHECK(account::faults(deeper).empty());
}

TEST_CASE("nothing to do takes no time, and is no fault") {
    const Account a = gemm_account("qkv", "", {.m = 0, .n = 1280, .k = 4096}, test_chip(), rows());
    CHECK(a.value == 0.0);
    CHECK(account::faults(a).empty());
    const Account bytes = account::input("bytes", Bytes{}, "", {.source = "a"});
    const auto s = stream_account("copy", "", bytes, Stream::elementwise, test_chip(), rows());
    CHECK(s.value == 0.0);
    CHECK(account::faults(s).empty());
}

TEST_CASE("grouped kernels have a row of their own") {
    KernelCalibration kernels = rows();
    kernels.grouped.peak_fraction = 0.4;
    kernels.grouped.memory_fraction = 0.5;
    const GroupedGemm gemm{.groups = 8, .rows = 33.0, .n = 64, .k = 64, .format = Format::fp8};
    const Account a = grouped_gemm_account("experts", "", gemm, test_chip(), kernels);
    CHECK(account::find(a, "compute.waves.tiles.m")->value == 64.0);
    const Account* fraction = account::find(a, "compute.processor_rate.peak_fraction");
    CHECK(fraction->formula == "format * min(1, grouped / plain)");
    CHECK(account::find(*fraction, "grouped")->from.source ==
          "tables (data/kernels/volta.yaml, grouped.peak_fraction)");
    GroupedGemm apart = gemm;
    apart.separate = true;
    CHECK(grouped_gemm_account("experts", "", apart, test_chip(), kernels).formula.substr(0, 19) ==
          "rounds * (launch + ");
}

}  // namespace
}  // namespace foretoken::kernel
