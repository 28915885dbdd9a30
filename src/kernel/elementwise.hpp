// How long does an operator take that only moves bytes?
//
// docs/models/elementwise.md says what moves how many.
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken::kernel {

// Kinds of memory-bound kernels, by the share of the bandwidth that they reach: `elementwise` also
// covers activations, residuals, casts, copies and the optimizer.
enum class Stream { elementwise, norm, softmax };

double stream_fraction(Stream kind, const KernelCalibration& kernels);

// Launch floor plus all bytes read and written. Zero for zero bytes.
Seconds stream_time(Bytes moved, Stream kind, const Accelerator& accelerator,
                    const KernelCalibration& kernels);

}  // namespace foretoken::kernel
