// What does one accelerator draw, and how fast is it under a cap on its power?
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/result.hpp>

namespace foretoken::hardware {

// The power that an accelerator may draw: its board's limit, or the cap if that is lower (0 W = no
// cap).
Watts allowed(const Accelerator& accelerator, Watts cap);

// Matrix products that keep the matrix engine busy for `busy` of the time they run. Busy all the
// time at the clock `sustained`, over that of a burst, they draw the board's limit: that is why the
// clock is no higher. From there follows what they would draw at the burst's clock, which they
// reach where that is below the limit (docs/models/energy.md, Eq. 2).
Watts product_power(double busy, double sustained, const PowerCalibration& draws, Watts limit);

// Kernels that stream memory at `share` of its bandwidth.
Watts memory_power(double share, const PowerCalibration& draws, Watts limit);

// How much more slowly things run under a cap: clocks fall until the power fits.
struct Slowdown {
    double clock = 1.0;   // over the sustained clock: rate of matrix products
    double memory = 1.0;  // over the bandwidth without a cap
};
Slowdown slowdown(Watts cap, Watts limit, const PowerCalibration& draws, double memory_share);

// The kernel constants at the clocks that the cap leaves.
KernelCalibration under_cap(const KernelCalibration& kernels, const Slowdown& slow);

// A cap below what the accelerator draws when no kernel runs cannot be met (bad_input).
Outcome check_cap(Watts cap, const Accelerator& accelerator, const PowerCalibration& draws);

}  // namespace foretoken::hardware
