// How does a ring run in a torus?
#include "network/torus.hpp"

#include <algorithm>
#include <cmath>

namespace foretoken::network {
namespace {

// Axes by the links of one accelerator, and ranks along one by the size of the whole.
std::int64_t axes(const ScaleUp& scale_up) {
    if (scale_up.peer_bandwidth.value.value <= 0.0) {
        return 1;
    }
    const double links = scale_up.bandwidth.value / scale_up.peer_bandwidth.value;
    return std::max<std::int64_t>(1, std::llround(links / 2.0));
}

}  // namespace

TorusPart torus_part(const ScaleUp& scale_up, std::int64_t members) {
    const auto side = std::pow(static_cast<double>(std::max<std::int64_t>(1, scale_up.domain)),
                               1.0 / static_cast<double>(axes(scale_up)));
    TorusPart part{.axis = std::max<std::int64_t>(2, std::llround(side))};
    std::int64_t filled = 1;
    while (part.rings < axes(scale_up) && members / filled >= part.axis) {
        filled *= part.axis;
        ++part.rings;
    }
    part.line = part.rings < axes(scale_up) ? (members + filled - 1) / filled : 1;
    return part;
}

Bandwidth torus_rate(const ScaleUp& scale_up, std::int64_t members) {
    const TorusPart part = torus_part(scale_up, members);
    const std::int64_t links = 2 * part.rings + (part.line > 1 ? 1 : 0);
    const Bandwidth used = static_cast<double>(links) * scale_up.peer_bandwidth.value;
    return min(used, scale_up.bandwidth.value);
}

std::int64_t torus_steps(const ScaleUp& scale_up, std::int64_t members) {
    const TorusPart part = torus_part(scale_up, members);
    return part.rings * (part.axis - 1) + part.line - 1;
}

}  // namespace foretoken::network
