// Between which bounds do a step's time and memory lie in nine cases of ten?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>

namespace foretoken::train {

// Standard deviation of the logarithm of measured over forecast step time: mechanisms scatter
// independently of each other, each as its share of the step; terms of one mechanism scatter
// together. `distance` is that to the nearest published run (docs/models/confidence.md, Eq. 1).
double deviation(const Forecast& forecast, const ConfidenceCalibration& constants, double distance);

// The same of the memory of one stage.
double deviation(const StageMemory& memory, const ConfidenceCalibration& constants);

Interval interval(const Forecast& forecast, const ConfidenceCalibration& constants,
                  double distance);

}  // namespace foretoken::train
