// What does a matrix product ask of a chip, and at which rates does the chip serve it?
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>

#include "kernel/gemm.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

inline constexpr double panel_share = 0.5;  // of the cache that an operand can keep between waves

// How rows of the operands lie on the grid of 16 bytes that vector loads need: on it, off it, or,
// in a batch, beginning anywhere, so that vector units do the work.
enum class Rows { aligned, unaligned, scattered };

struct GemmWork {
    Format format = Format::bf16;  // that the chip executes
    const GemmConstants& constants;
    Rows rows = Rows::aligned;
    Product product;
    Rates rates;
};

bool has_work(const Gemm& gemm);
GemmWork work_of(const Gemm& gemm, const Accelerator& accelerator, const KernelCalibration& kernels,
                 Load load);

// Are rows of so many elements a multiple of 16 bytes?
bool aligned(double elements, double bytes_each);

double result_bytes(Format format);  // of one element

}  // namespace foretoken::kernel
