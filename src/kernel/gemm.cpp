// How long does one matrix product take on one accelerator?
#include "kernel/gemm.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/constants.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {
namespace {

constexpr double alignment_bytes = 16;  // of a vector load, and of the hardware's copy engine

Rows rows_of(const Product& work, const Accelerator& accelerator) {
    const bool k_aligned = aligned(work.k, work.operand_bytes);
    if (work.batch == 1.0) {  // rows of both operands run along k
        return k_aligned ? Rows::aligned : Rows::unaligned;
    }
    if (k_aligned && aligned(work.n, work.operand_bytes)) {
        return Rows::aligned;
    }
    // Heads of attention: every operand begins off the grid.
    return accelerator.supports(Format::fp32) ? Rows::scattered : Rows::unaligned;
}

// Rate of the whole matrix engine, FLOP/s.
double engine_rate(Rows rows, double peak, double vector_peak, const GemmConstants& constants,
                   double unaligned_fraction) {
    const double rate = peak * constants.peak_fraction;
    switch (rows) {
        case Rows::aligned: return rate;
        case Rows::unaligned: return rate * unaligned_fraction;
        case Rows::scattered:
            return std::min(vector_peak * constants.peak_fraction, rate * unaligned_fraction);
    }
    return rate;
}

}  // namespace

const GemmConstants& constants_for(Format format, Scaling scaling,
                                   const KernelCalibration& kernels) {
    const bool block = format == Format::fp8 && scaling == Scaling::block;
    return block && kernels.fp8_block.peak_fraction > 0.0 ? kernels.fp8_block
                                                          : gemm_constants(format, kernels);
}

bool aligned(double elements, double bytes_each) {
    return std::fmod(elements * bytes_each, alignment_bytes) == 0.0;
}

double result_bytes(Format format) {
    return format == Format::fp32 || format == Format::tf32 ? 4.0 : 2.0;
}

bool has_work(const Gemm& gemm) {
    return gemm.m > 0 && gemm.n > 0 && gemm.k > 0 && gemm.batch > 0;
}

GemmWork work_of(const Gemm& gemm, const Accelerator& accelerator, const KernelCalibration& kernels,
                 Load load) {
    const Format format = executed_as(gemm.format, accelerator);
    const GemmConstants& constants = constants_for(format, gemm.scaling, kernels);
    const Product product{.m = static_cast<double>(gemm.m),
                          .n = static_cast<double>(gemm.n),
                          .k = static_cast<double>(gemm.k),
                          .batch = static_cast<double>(gemm.batch),
                          .operand_bytes = bytes_per_element(format),
                          .result_bytes = result_bytes(format)};
    const Rows rows = rows_of(product, accelerator);
    const double processors =
        static_cast<double>(std::max<std::int64_t>(1, accelerator.processors.value));
    const double clock = load == Load::sustained ? constants.sustained : 1.0;
    const double rate =
        engine_rate(rows, accelerator.peak_of(format).value,
                    accelerator.peak_of(Format::fp32).value, constants, kernels.unaligned_fraction);
    return {
        .format = format,
        .constants = constants,
        .rows = rows,
        .product = product,
        .rates = {.processors = processors,
                  .flops = clock * rate / processors,
                  .memory = accelerator.memory_bandwidth.value.value * constants.memory_fraction,
                  .panel = panel_share * accelerator.cache.value.value}};
}

Seconds gemm_time(const Gemm& gemm, const Accelerator& accelerator,
                  const KernelCalibration& kernels, Load load) {
    if (!has_work(gemm)) {
        return {};
    }
    const GemmWork work = work_of(gemm, accelerator, kernels, load);
    return work.constants.launch + tiled_time(work.product, work.rates, work.constants);
}

}  // namespace foretoken::kernel
