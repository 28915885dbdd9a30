// What does one accelerator draw, and how fast is it under a cap on its power?
#include "hardware/power.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace foretoken::hardware {

Watts allowed(const Accelerator& accelerator, Watts cap) {
    const Watts limit = accelerator.power.value;
    return cap.value > 0.0 ? min(cap, limit) : limit;
}

Watts product_power(double busy, double sustained, const PowerCalibration& draws, Watts limit) {
    const double idle = draws.idle;
    const double active = draws.active;
    const double slowed = std::pow(sustained, draws.clock_exponent.value);
    const double burst = (1.0 - idle) / slowed - (active - idle);
    return std::min(1.0, active + burst * busy) * limit;
}

Watts memory_power(double share, const PowerCalibration& draws, Watts limit) {
    return std::min(1.0, draws.active.value + draws.memory.value * share) * limit;
}

Slowdown slowdown(Watts cap, Watts limit, const PowerCalibration& draws, double memory_share) {
    if (cap.value <= 0.0 || cap >= limit || draws.clock_exponent.value <= 0.0) {
        return {};
    }
    const double idle = draws.idle;
    const double left = cap / limit - idle;
    const double streaming = memory_power(memory_share, draws, limit) / limit - idle;
    return {.clock = std::pow(left / (1.0 - idle), 1.0 / draws.clock_exponent.value),
            .memory = streaming > left ? left / streaming : 1.0};
}

KernelCalibration under_cap(const KernelCalibration& kernels, const Slowdown& slow) {
    KernelCalibration capped = kernels;
    const auto slow_down = [&](GemmConstants& gemm) {
        gemm.sustained *= slow.clock;
        gemm.memory_fraction *= slow.memory;
    };
    for (GemmConstants& gemm : capped.gemm) {
        slow_down(gemm);
    }
    slow_down(capped.fp8_block);
    slow_down(capped.grouped);
    for (AttentionConstants& attention : capped.attention) {
        attention.peak_fraction *= slow.clock;
    }
    capped.stream_fraction *= slow.memory;
    capped.norm_fraction *= slow.memory;
    capped.softmax_fraction *= slow.memory;
    return capped;
}

Outcome check_cap(Watts cap, const Accelerator& accelerator, const PowerCalibration& draws) {
    if (cap.value <= 0.0) {
        return Done{};
    }
    const Watts limit = accelerator.power.value;
    if (limit.value <= 0.0) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "plan.power_cap",
                     .message = "the power of " + accelerator.name + " is not known",
                     .hint = "give accelerator.power, or leave power_cap out"};
    }
    const Watts least = draws.active.value * limit;
    if (cap < least) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "plan.power_cap",
                     .message = to_text(cap) + " is less than the " + to_text(least) + " that " +
                                accelerator.name + " draws before it computes anything",
                     .hint = "give between " + to_text(least) + " and " + to_text(limit)};
    }
    return Done{};
}

}  // namespace foretoken::hardware
