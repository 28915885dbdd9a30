#include "hardware/rows.hpp"

#include <doctest/doctest.h>

namespace foretoken::hardware {
namespace {

TEST_CASE("a figure's source ends with its row") {
    KernelCalibration kernels{
        .id = "hopper", .from = {.status = Status::fitted, .source = "tables", .date = "2026"}};
    const Provenance of_file = in_row(kernels, {}, "stream_launch");
    CHECK(of_file.source == "tables (data/kernels/hopper.yaml, stream_launch)");
    CHECK(of_file.status == Status::fitted);
    const Provenance own{.status = Status::measured, .source = "a paper", .date = "2025"};
    CHECK(in_row(kernels, own, "gemm.bf16").source ==
          "a paper (data/kernels/hopper.yaml, gemm.bf16)");
}

TEST_CASE("a row without provenance is its own source, and what a scenario gives stays") {
    const Accelerator chip{.id = "h100-sxm"};
    CHECK(peak("peak", chip, Format::fp4).from.source ==
          "data/accelerators/h100-sxm.yaml, peak.fp4");
    const Provenance given{.status = Status::given, .source = "scenario: cluster"};
    CHECK(in_row(chip, given, "clock") == given);
}

}  // namespace
}  // namespace foretoken::hardware
