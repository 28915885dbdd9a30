// How long do the products of many experts take on one accelerator?
#include "kernel/grouped_gemm.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/constants.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {
namespace {

constexpr double streams = 4;  // on which Transformer Engine runs products of its own

// Grouped kernels are calibrated in 16 bit; other formats lose as much as those do.
GemmConstants constants_of(const GroupedGemm& gemm, Format format,
                           const KernelCalibration& kernels) {
    GemmConstants constants = constants_for(format, gemm.scaling, kernels);
    if (!gemm.separate && kernels.grouped.peak_fraction > 0.0) {
        const double plain = gemm_constants(Format::bf16, kernels).peak_fraction;
        constants.peak_fraction *= std::min(1.0, kernels.grouped.peak_fraction / plain);
        constants.memory_fraction = kernels.grouped.memory_fraction;
        constants.launch = kernels.grouped.launch;
        constants.wave = kernels.grouped.wave;
    }
    return constants;
}

}  // namespace

double padded_rows(double rows, Format format, Scaling scaling) {
    if (format != Format::fp8 && format != Format::fp4) {
        return rows;
    }
    const double grid = scaling == Scaling::block ? 128.0 : 32.0;
    return std::ceil(rows / grid) * grid;
}

Seconds grouped_gemm_time(const GroupedGemm& gemm, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load) {
    if (gemm.groups <= 0 || gemm.rows <= 0.0 || gemm.n <= 0 || gemm.k <= 0) {
        return {};
    }
    const Format format = executed_as(gemm.format, accelerator);
    const GemmConstants constants = constants_of(gemm, format, kernels);
    const double processors =
        static_cast<double>(std::max<std::int64_t>(1, accelerator.processors.value));
    const double clock = load == Load::sustained ? constants.sustained : 1.0;
    const double bytes = bytes_per_element(format);
    const double rate =
        accelerator.peak_of(format).value * constants.peak_fraction *
        (aligned(static_cast<double>(gemm.k), bytes) ? 1.0 : kernels.unaligned_fraction);
    const Rates rates{
        .processors = processors,
        .flops = clock * rate / processors,
        .memory = accelerator.memory_bandwidth.value.value * constants.memory_fraction,
        .panel = panel_share * accelerator.cache.value.value};
    const double groups = static_cast<double>(gemm.groups);
    const double together = gemm.separate ? std::min(streams, groups) : groups;
    const Product product{.m = padded_rows(gemm.rows, format, gemm.scaling),
                          .n = static_cast<double>(gemm.n),
                          .k = static_cast<double>(gemm.k),
                          .batch = together,
                          .operand_bytes = bytes,
                          .result_bytes = result_bytes(format)};
    // Launches of one stream follow each other.
    return groups / together * (constants.launch + fastest_tiling(product, rates, constants).time);
}

}  // namespace foretoken::kernel
