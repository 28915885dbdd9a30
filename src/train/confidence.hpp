// Between which bounds do a step's time and memory lie in nine cases of ten?
#pragma once

#include <array>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>

#include "train/mechanism.hpp"

namespace foretoken::train {

using ByMechanism = std::array<double, mechanisms>;

// Shares of the step, those of terms whose constants nobody fitted widened by `unfitted`.
ByMechanism shares(const Forecast& forecast, const ConfidenceCalibration& constants);
// Deviations of the logarithm of a mechanism's own time.
ByMechanism scatter(const ConfidenceCalibration& constants);

// Standard deviation of the logarithm of measured over forecast step time: mechanisms scatter
// independently of each other, each as its share of the step; terms of one mechanism scatter
// together. `distance` is that to the nearest published run (docs/models/confidence.md, Eq. 1).
double deviation(const Forecast& forecast, const ConfidenceCalibration& constants, double distance);

// The same of the memory of one stage.
double deviation(const StageMemory& memory, const ConfidenceCalibration& constants);

Interval interval(const Forecast& forecast, const ConfidenceCalibration& constants,
                  double distance);

}  // namespace foretoken::train
