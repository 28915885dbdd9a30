// How long does one matrix product take on one accelerator?
#include "kernel/gemm.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/constants.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {
namespace {

constexpr double panel_share = 0.5;     // of the cache that an operand can keep between waves
constexpr double alignment_bytes = 16;  // of a vector load, and of the hardware's copy engine

bool aligned(double elements, double bytes_each) {
    return std::fmod(elements * bytes_each, alignment_bytes) == 0.0;
}

// Rate of the whole matrix engine, FLOP/s.
double engine_rate(const Product& work, const Accelerator& accelerator, Format format,
                   const GemmConstants& constants, double unaligned_fraction) {
    const double rate = accelerator.peak_of(format).value * constants.peak_fraction;
    const bool k_aligned = aligned(work.k, work.operand_bytes);
    if (work.batch == 1.0) {  // rows of both operands run along k
        return k_aligned ? rate : rate * unaligned_fraction;
    }
    if (k_aligned && aligned(work.n, work.operand_bytes)) {
        return rate;
    }
    // Heads of attention: every operand begins off the grid, and vector units do the work.
    const double vectors = accelerator.peak_of(Format::fp32).value * constants.peak_fraction;
    return vectors > 0.0 ? std::min(vectors, rate * unaligned_fraction) : rate * unaligned_fraction;
}

Seconds time_of(const Product& work, Format format, const Accelerator& accelerator,
                const KernelCalibration& kernels, const GemmConstants& constants, Load load) {
    if (work.m <= 0.0 || work.n <= 0.0 || work.k <= 0.0 || work.batch <= 0.0) {
        return {};
    }
    const double processors =
        static_cast<double>(std::max<std::int64_t>(1, accelerator.processors.value));
    const double clock = load == Load::sustained ? constants.sustained : 1.0;
    const double bandwidth = accelerator.memory_bandwidth.value.value;
    const double rate =
        engine_rate(work, accelerator, format, constants, kernels.unaligned_fraction);
    const Rates rates{.processors = processors,
                      .flops = clock * rate / processors,
                      .memory = bandwidth * constants.memory_fraction,
                      .panel = panel_share * accelerator.cache.value.value};
    return constants.launch + tiled_time(work, rates, constants);
}

double result_bytes(Format format) {
    return format == Format::fp32 || format == Format::tf32 ? 4.0 : 2.0;
}

}  // namespace

const GemmConstants& constants_for(Format format, Scaling scaling,
                                   const KernelCalibration& kernels) {
    const bool block = format == Format::fp8 && scaling == Scaling::block;
    return block && kernels.fp8_block.peak_fraction > 0.0 ? kernels.fp8_block
                                                          : gemm_constants(format, kernels);
}

Seconds gemm_time(const Gemm& gemm, const Accelerator& accelerator,
                  const KernelCalibration& kernels, Load load) {
    const Format format = executed_as(gemm.format, accelerator);
    const Product work{.m = static_cast<double>(gemm.m),
                       .n = static_cast<double>(gemm.n),
                       .k = static_cast<double>(gemm.k),
                       .batch = static_cast<double>(gemm.batch),
                       .operand_bytes = bytes_per_element(format),
                       .result_bytes = result_bytes(format)};
    return time_of(work, format, accelerator, kernels, constants_for(format, gemm.scaling, kernels),
                   load);
}

}  // namespace foretoken::kernel
