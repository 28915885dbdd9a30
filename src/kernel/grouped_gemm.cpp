// How long do the products of many experts take on one accelerator?
#include "kernel/grouped_gemm.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/constants.hpp"
#include "kernel/grouped_work.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {
namespace {

// Grouped kernels are calibrated in 16 bit; other formats lose as much as those do.
GemmConstants constants_of(const GroupedGemm& gemm, Format format,
                           const KernelCalibration& kernels) {
    GemmConstants constants = constants_for(format, gemm.scaling, kernels);
    if (has_grouped_row(gemm, kernels)) {
        const double plain = gemm_constants(Format::bf16, kernels).peak_fraction;
        constants.peak_fraction *= std::min(1.0, kernels.grouped.peak_fraction / plain);
        constants.memory_fraction = kernels.grouped.memory_fraction;
        constants.launch = kernels.grouped.launch;
        constants.wave = kernels.grouped.wave;
    }
    return constants;
}

}  // namespace

bool has_work(const GroupedGemm& gemm) {
    return gemm.groups > 0 && gemm.rows > 0.0 && gemm.n > 0 && gemm.k > 0;
}

bool has_grouped_row(const GroupedGemm& gemm, const KernelCalibration& kernels) {
    return !gemm.separate && kernels.grouped.peak_fraction > 0.0;
}

double row_grid(Format format, Scaling scaling) {
    if (format != Format::fp8 && format != Format::fp4) {
        return 0.0;
    }
    return scaling == Scaling::block ? 128.0 : 32.0;
}

GroupedWork work_of(const GroupedGemm& gemm, const Accelerator& accelerator,
                    const KernelCalibration& kernels, Load load) {
    const Format format = executed_as(gemm.format, accelerator);
    GemmConstants constants = constants_of(gemm, format, kernels);
    const double processors =
        static_cast<double>(std::max<std::int64_t>(1, accelerator.processors.value));
    const double clock = load == Load::sustained ? constants.sustained : 1.0;
    const double bytes = bytes_per_element(format);
    const bool on_grid = aligned(static_cast<double>(gemm.k), bytes);
    const double rate = accelerator.peak_of(format).value * constants.peak_fraction *
                        (on_grid ? 1.0 : kernels.unaligned_fraction);
    const Rates rates{
        .processors = processors,
        .flops = clock * rate / processors,
        .memory = accelerator.memory_bandwidth.value.value * constants.memory_fraction,
        .panel = panel_share * accelerator.cache.value.value};
    const double groups = static_cast<double>(gemm.groups);
    const double together = gemm.separate ? std::min(streams, groups) : groups;
    return {.format = format,
            .constants = std::move(constants),
            .rows = on_grid ? Rows::aligned : Rows::unaligned,
            .product = {.m = padded_rows(gemm.rows, format, gemm.scaling),
                        .n = static_cast<double>(gemm.n),
                        .k = static_cast<double>(gemm.k),
                        .batch = together,
                        .operand_bytes = bytes,
                        .result_bytes = result_bytes(format)},
            .rates = rates,
            .rounds = groups / together};
}

double padded_rows(double rows, Format format, Scaling scaling) {
    const double grid = row_grid(format, scaling);
    return grid > 0.0 ? std::ceil(rows / grid) * grid : rows;
}

Seconds grouped_gemm_time(const GroupedGemm& gemm, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load) {
    if (!has_work(gemm)) {
        return {};
    }
    const GroupedWork work = work_of(gemm, accelerator, kernels, load);
    // Launches of one stream follow each other.
    return work.rounds *
           (work.constants.launch + tiled_time(work.product, work.rates, work.constants));
}

}  // namespace foretoken::kernel
