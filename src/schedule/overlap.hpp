// How much of a communication stays visible beside compute?
#pragma once

#include <foretoken/quantity.hpp>

namespace foretoken::schedule {

// Two streams that start together. While both run, each is slowed: the collective's kernels hold
// processors and memory bandwidth, so compute takes `compute_slowdown` times longer, and the
// collective `communication_slowdown` times longer.
struct Overlap {
    double compute_slowdown = 1.0;
    double communication_slowdown = 1.0;
};

// What the pair costs beyond the compute alone. Rate sharing solved exactly: the shared phase lasts
// until the shorter stream ends, then the longer one goes on at full speed.
// Zero slowdown gives max(0, communication - compute).
struct Visible {
    Seconds exposed;     // communication left over when compute has ended
    Seconds contention;  // by how much compute took longer
};
constexpr Visible visible(Seconds compute, Seconds communication, const Overlap& overlap) {
    const Seconds slow_compute = compute * overlap.compute_slowdown;
    const Seconds slow_communication = communication * overlap.communication_slowdown;
    if (slow_communication <= slow_compute) {
        // Compute made 1/slowdown progress for the length of the collective.
        const Seconds lost = slow_communication * (1.0 - 1.0 / overlap.compute_slowdown);
        return {.exposed = {}, .contention = lost};
    }
    const double left = 1.0 - slow_compute / slow_communication;
    return {.exposed = communication * left, .contention = slow_compute - compute};
}

}  // namespace foretoken::schedule
