// How much energy does a step take, and in which of its phases?
#pragma once

#include <foretoken/energy.hpp>
#include <foretoken/forecast.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Of a forecast whose terms, work and accelerators are known. Each term of the step is one of four
// phases: products, streaming memory, communicating, waiting. Without the power of the accelerator
// all is 0. `nominal` are the kernel constants without a cap on power, the job's those under it.
Energy energy(const Forecast& forecast, const Job& job, const KernelCalibration& nominal);

}  // namespace foretoken::train
