// How long does one matrix product take on one accelerator?
//
// The closed form and its derivation: docs/models/gemm.md. A call costs well under a microsecond.
#pragma once

#include <cstdint>

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>

#include "kernel/load.hpp"

namespace foretoken::kernel {

// How the operands of an fp8 product are scaled: one factor per tensor, or one per 128 elements.
enum class Scaling { tensor, block };

// C[m, n] = A[m, k] B[k, n], `batch` times over, each with operands of its own.
struct Gemm {
    std::int64_t m = 0;
    std::int64_t n = 0;
    std::int64_t k = 0;
    Format format = Format::bf16;  // of the operands; results have 16 bit, of fp32 and tf32 32 bit
    std::int64_t batch = 1;
    Scaling scaling = Scaling::tensor;
};

// Device time of one call; casting the operands to a narrow format is not in it. Zero without work.
// A format that the accelerator lacks runs at the rate of the nearest wider one that it has. Rows
// of both operands should be multiples of 16 bytes: k, and in a batch (attention heads) also n.
Seconds gemm_time(const Gemm& gemm, const Accelerator& accelerator,
                  const KernelCalibration& kernels, Load load = Load::sustained);

// The calibrated row of this format and scaling.
const GemmConstants& constants_for(Format format, Scaling scaling,
                                   const KernelCalibration& kernels);

}  // namespace foretoken::kernel
