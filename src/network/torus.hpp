// How does a ring run in a torus?
#pragma once

#include <cstdint>

#include <foretoken/accelerator.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken::network {

// A torus of equal axes, two links per axis to the neighbours (TPU, Trainium). Neighbouring ranks
// fill one axis after the other: `rings` axes wholly, and `line` ranks of the next one.
struct TorusPart {
    std::int64_t axis = 1;  // ranks along one
    std::int64_t rings = 0;
    std::int64_t line = 1;
};
TorusPart torus_part(const ScaleUp& scale_up, std::int64_t members);

// All links of a full axis carry at once, those of a line there and back: one link's rate each way.
Bandwidth torus_rate(const ScaleUp& scale_up, std::int64_t members);

// Steps of a gather along the axes in turn: the sum of their lengths, not their product.
std::int64_t torus_steps(const ScaleUp& scale_up, std::int64_t members);

}  // namespace foretoken::network
