// Between which bounds do a step's time and memory lie in nine cases of ten?
#include "train/confidence.hpp"

#include <cmath>

namespace foretoken::train {
namespace {

double square(double x) {
    return x * x;
}

}  // namespace

ByMechanism shares(const Forecast& f, const ConfidenceCalibration& c) {
    ByMechanism share{};
    for (const Term& term : f.terms) {
        const bool fitted = term.source != Status::assumed && term.source != Status::datasheet;
        share[static_cast<std::size_t>(mechanism_of(term.key))] +=
            (fitted ? 1.0 : c.unfitted.value) * (term.time / f.step);
    }
    return share;
}

ByMechanism scatter(const ConfidenceCalibration& c) {
    return {c.products, c.attention, c.mixture, c.streaming, c.host, c.communication, c.bubble};
}

double deviation(const Forecast& f, const ConfidenceCalibration& c, double distance) {
    const ByMechanism share = shares(f, c);
    const ByMechanism own = scatter(c);
    double variance = square(c.floor) + square(c.distance * distance);
    for (std::size_t i = 0; i < mechanisms; ++i) {
        variance += square(share[i] * own[i]);
    }
    return std::sqrt(variance);
}

double deviation(const StageMemory& memory, const ConfidenceCalibration& c) {
    double states = 0.0;
    double fixed = 0.0;
    for (const MemoryTerm& term : memory.terms) {
        states += is_state(term.key) ? term.bytes / memory.total : 0.0;
        fixed += is_fixed(term.key) ? term.bytes / memory.total : 0.0;
    }
    const double live = 1.0 - states - fixed;
    return std::sqrt(square(states * c.states) + square(live * c.live) + square(fixed * c.fixed));
}

Interval interval(const Forecast& f, const ConfidenceCalibration& c, double distance) {
    const StageMemory* fullest = nullptr;
    for (const StageMemory& stage : f.memory) {
        fullest = fullest == nullptr || fullest->total < stage.total ? &stage : fullest;
    }
    const double time = std::exp(c.quantile * deviation(f, c, distance));
    Interval out{.low = f.step / time, .high = f.step * time};
    if (fullest != nullptr && fullest->total.value > 0.0) {
        const double memory = std::exp(c.quantile * deviation(*fullest, c));
        out.memory_low = fullest->total / memory;
        out.memory_high = fullest->total * memory;
    }
    return out;
}

}  // namespace foretoken::train
