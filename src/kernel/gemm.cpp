// How long does one matrix product take on one accelerator?
#include "kernel/gemm.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernel/constants.hpp"

namespace foretoken::kernel {
namespace {

struct Tile {
    double rows;
    double columns;
};

// The tiles that cuBLAS and CUTLASS choose from, largest first.
constexpr std::array<Tile, 7> tiles{
    {{256, 128}, {128, 256}, {128, 128}, {64, 256}, {128, 64}, {64, 128}, {64, 64}}};
constexpr std::array<double, 4> splits{1, 2, 4, 8};
constexpr double k_step_bytes = 128;    // of an operand row that one step of the main loop reads
constexpr double shortest_split = 256;  // elements of k below which splitting does not pay
constexpr double panel_share = 0.5;     // of the cache that an operand can keep between waves
constexpr double alignment_bytes = 16;  // of a vector load, and of the hardware's copy engine

// One product, or a batch of equal ones, as the formula sees it.
struct Work {
    double m;
    double n;
    double k;
    double batch;
    double operand_bytes;  // per element
    double result_bytes;
};

// What one processor, and the memory behind all of them, do per second.
struct Rates {
    double processors;
    double flops;   // of one processor
    double memory;  // bytes
    double panel;   // bytes of an operand that stay in cache
    double wave;    // seconds
};

double fourth(double x) {
    return (x * x) * (x * x);
}
double fourth_root(double x) {
    return std::sqrt(std::sqrt(x));
}

// Eq. 3 of docs/models/gemm.md: an operand beyond the cache is read once per patch of the result
// that the tiles in flight cover together.
double memory_bytes(const Work& work, const Rates& rates, double flying_area) {
    const double rows = std::min(work.m, std::sqrt(flying_area));
    const double columns = std::min(work.n, flying_area / rows);
    const double a = work.m * work.k * work.operand_bytes;
    const double b = work.k * work.n * work.operand_bytes;
    const double a_reads = a > rates.panel ? std::ceil(work.n / columns) : 1.0;
    const double b_reads = b > rates.panel ? std::ceil(work.m / rows) : 1.0;
    return work.batch * (a * a_reads + b * b_reads + work.m * work.n * work.result_bytes);
}

// Fourth power of the time of one tiling (Eq. 2 and 4); the root waits until the best is known.
double tiling_cost(const Work& work, const Rates& rates, Tile tile, double tile_count,
                   double split) {
    const double k_step = k_step_bytes / work.operand_bytes;
    const double k = std::ceil(work.k / split / k_step) * k_step;
    const double area = tile.rows * tile.columns;
    const double one = 2.0 * area * k / rates.flops;
    const double count = tile_count * split;
    const double compute = std::ceil(count / rates.processors) * (one + rates.wave);
    double bytes = memory_bytes(work, rates, std::min(count, rates.processors) * area / split);
    if (split > 1.0) {
        bytes += 2.0 * 4.0 * split * work.batch * work.m * work.n;  // partial sums in 32 bit
    }
    return fourth(compute) + fourth(bytes / rates.memory);
}

// Seconds beyond the launch, for the best tiling.
double best_tiling(const Work& work, const Rates& rates) {
    double best = std::numeric_limits<double>::infinity();
    for (const auto& tile : tiles) {
        const double count =
            std::ceil(work.m / tile.rows) * std::ceil(work.n / tile.columns) * work.batch;
        for (const double split : splits) {
            const bool idle = count * split <= 2.0 * rates.processors;  // splitting fills the chip
            if (split > 1.0 && (!idle || work.k < split * shortest_split)) {
                break;
            }
            best = std::min(best, tiling_cost(work, rates, tile, count, split));
        }
    }
    return fourth_root(best);
}

bool aligned(double elements, double bytes_each) {
    return std::fmod(elements * bytes_each, alignment_bytes) == 0.0;
}

// Rate of the whole matrix engine, FLOP/s.
double engine_rate(const Work& work, const Accelerator& accelerator, Format format,
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

Seconds time_of(const Work& work, Format format, const Accelerator& accelerator,
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
                      .panel = panel_share * accelerator.cache.value.value,
                      .wave = constants.wave.value};
    return Seconds{constants.launch.value + best_tiling(work, rates)};
}

double result_bytes(Format format) {
    return format == Format::fp32 || format == Format::tf32 ? 4.0 : 2.0;
}

const GemmConstants& constants_for(Format format, Scaling scaling,
                                   const KernelCalibration& kernels) {
    const bool block = format == Format::fp8 && scaling == Scaling::block;
    return block && kernels.fp8_block.peak_fraction > 0.0 ? kernels.fp8_block
                                                          : gemm_constants(format, kernels);
}

// Grouped kernels are calibrated in 16 bit; other formats lose as much as those do.
GemmConstants grouped_constants(Format format, Scaling scaling, const KernelCalibration& kernels) {
    GemmConstants constants = constants_for(format, scaling, kernels);
    if (kernels.grouped.peak_fraction > 0.0) {
        const double plain = gemm_constants(Format::bf16, kernels).peak_fraction;
        constants.peak_fraction *= std::min(1.0, kernels.grouped.peak_fraction / plain);
        constants.memory_fraction = kernels.grouped.memory_fraction;
        constants.launch = kernels.grouped.launch;
        constants.wave = kernels.grouped.wave;
    }
    return constants;
}

}  // namespace

Seconds gemm_time(const Gemm& gemm, const Accelerator& accelerator,
                  const KernelCalibration& kernels, Load load) {
    const Format format = executed_as(gemm.format, accelerator);
    const Work work{.m = static_cast<double>(gemm.m),
                    .n = static_cast<double>(gemm.n),
                    .k = static_cast<double>(gemm.k),
                    .batch = static_cast<double>(gemm.batch),
                    .operand_bytes = bytes_per_element(format),
                    .result_bytes = result_bytes(format)};
    return time_of(work, format, accelerator, kernels, constants_for(format, gemm.scaling, kernels),
                   load);
}

Seconds grouped_gemm_time(const GroupedGemm& gemm, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load) {
    const Format format = executed_as(gemm.format, accelerator);
    const Work work{.m = gemm.rows,
                    .n = static_cast<double>(gemm.n),
                    .k = static_cast<double>(gemm.k),
                    .batch = static_cast<double>(gemm.groups),
                    .operand_bytes = bytes_per_element(format),
                    .result_bytes = result_bytes(format)};
    return time_of(work, format, accelerator, kernels,
                   grouped_constants(format, gemm.scaling, kernels), load);
}

}  // namespace foretoken::kernel
