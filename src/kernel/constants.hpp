// Which calibrated row, and which peak, describe a number format on this accelerator?
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/software.hpp>

namespace foretoken::kernel {

// The format itself where the matrix engine supports it, else the nearest wider one that it does
// (fp16 and bf16 stand in for each other); fp32 if there is none.
Format executed_as(Format format, const Accelerator& accelerator);

// The row of `format`, else that of the nearest format that has one.
const GemmConstants& gemm_constants(Format format, const KernelCalibration& kernels);

// The row of this generation of kernels, else of the nearest older, then newer one that has one.
// `kernel` is not AttentionKernel::unfused.
const AttentionConstants& attention_constants(AttentionKernel kernel,
                                              const KernelCalibration& kernels);

}  // namespace foretoken::kernel
