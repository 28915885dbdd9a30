// How much forward work does the backward pass of a layer repeat?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Forward times of a layer that recomputation repeats, or need not repeat.
struct Repeated {
    Seconds cheap;  // norms, activations: all that selective recomputation repeats
    Seconds tail;   // of a dense layer, the last product and what follows it
};

// Adds to the backward pass what the plan's recomputation repeats (docs/models/recompute.md). Of
// compute it is one part of its own; of communication it stays where it is.
void add_recomputation(const Repeated& repeated, const Job& job, Passes& passes,
                       Journal* journal = nullptr);

}  // namespace foretoken::train
