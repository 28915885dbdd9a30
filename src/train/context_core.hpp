// Which kernels does one context rank run for an attention core?
#pragma once

#include <vector>

#include <foretoken/plan.hpp>

#include "kernel/attention.hpp"

namespace foretoken::train {

// One shape of kernel and how often it runs; a share of one where ranks split its queries evenly.
struct CorePiece {
    kernel::Attention shape;
    double times = 1.0;
};

// `whole` is the core over the whole sequence, heads divided by tensor parallelism. A ring of n
// ranks meets its own keys in one causal kernel and then half of every other rank's in n - 1
// kernels without a mask (zig-zag order: the last queries see all of an early chunk, or all queries
// see its first half). Gathered keys need two kernels, one for each of a rank's chunks. Exchanged
// heads see the whole sequence.
std::vector<CorePiece> core_pieces(const kernel::Attention& whole, const Plan& plan);

}  // namespace foretoken::train
