// How many times as fast is one run as another, and how sure is that?
#include "train/ratio.hpp"

#include <cmath>

namespace foretoken::train {
namespace {

double square(double x) {
    return x * x;
}

bool errs_alike(Mechanism mechanism, const Alike& alike) {
    switch (mechanism) {
        case Mechanism::products:
        case Mechanism::attention:
        case Mechanism::streaming: return alike.kernels;
        case Mechanism::host: return alike.host;
        case Mechanism::communication: return alike.wires;
        case Mechanism::mixture: return alike.kernels && alike.wires;
        case Mechanism::bubble: return true;  // the same schedules are played
    }
    return false;
}

}  // namespace

Alike alike(const Run& a, const Run& b) {
    const bool host = a.scenario.software.id == b.scenario.software.id;
    return {.kernels = a.calibration.kernel.id == b.calibration.kernel.id,
            .wires = host && a.calibration.collective.id == b.calibration.collective.id &&
                     a.scenario.cluster.fabric.id == b.scenario.cluster.fabric.id,
            .host = host};
}

double ratio_deviation(const Forecast& a, const Forecast& b, const ConfidenceCalibration& c,
                       const Alike& alike) {
    if (a == b) {
        return 0.0;
    }
    const ByMechanism of_a = shares(a, c);
    const ByMechanism of_b = shares(b, c);
    const ByMechanism own = scatter(c);
    double variance = 2.0 * square(c.floor);  // each run has its own
    for (std::size_t i = 0; i < mechanisms; ++i) {
        const double shared = errs_alike(static_cast<Mechanism>(i), alike) ? c.shared.value : 0.0;
        variance += square(own[i]) * (shared * square(of_a[i] - of_b[i]) +
                                      (1.0 - shared) * (square(of_a[i]) + square(of_b[i])));
    }
    return std::sqrt(variance);
}

Ratio speed_ratio(const Run& a, const Run& b) {
    const double value = (static_cast<double>(b.forecast.tokens) / b.forecast.step.value) /
                         (static_cast<double>(a.forecast.tokens) / a.forecast.step.value);
    const ConfidenceCalibration& c = a.calibration.confidence;
    const double wide =
        std::exp(c.quantile * ratio_deviation(a.forecast, b.forecast, c, alike(a, b)));
    return {.value = value, .low = value / wide, .high = value * wide};
}

}  // namespace foretoken::train
