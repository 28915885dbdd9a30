// How many times as fast is one run as another, and how sure is that?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "train/confidence.hpp"

namespace foretoken::train {

// What two forecasts are computed from alike, so that they err alike.
struct Alike {
    bool kernels = true;  // products, attention, streaming: one row of kernel constants
    bool wires = true;  // communication: one row of collective constants, one fabric, one framework
    bool host = true;   // one framework
    bool operator==(const Alike&) const = default;
};

// A forecast with what it was made from.
struct Run {
    const TrainScenario& scenario;
    const Calibration& calibration;
    const Forecast& forecast;
};

Alike alike(const Run& a, const Run& b);

// Standard deviation of the logarithm of the ratio of two measured step times over that of the
// forecast ones (docs/models/confidence.md, Eq. 3). Zero for equal forecasts: a run is as fast as
// itself.
double ratio_deviation(const Forecast& a, const Forecast& b, const ConfidenceCalibration& constants,
                       const Alike& alike);

// Bounds hold the truth in nine cases of ten.
struct Ratio {
    double value = 1.0;
    double low = 1.0;
    double high = 1.0;
    bool operator==(const Ratio&) const = default;
};

// Tokens per second of b over those of a, all accelerators together.
Ratio speed_ratio(const Run& a, const Run& b);

}  // namespace foretoken::train
