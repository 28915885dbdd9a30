// How much of the exchange between context ranks shows?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Ring attention (arXiv 2310.01889): in each of n - 1 steps a rank passes a chunk of keys and
// values on while it works on another; the backward pass also carries their gradients. A step shows
// where the chunk travels longer than the work on it takes, and a sliding window needs few steps.
// Gathered keys (arXiv 2407.21783, section 3.3.2) and exchanged heads (arXiv 2309.14509) show in
// full. `attention` is the part with the core in it.
void add_context(const Passes& attention, bool windowed, const Job& job, Passes& passes,
                 Journal* journal = nullptr);

// Ranks in the ring of a plan, and the steps in which keys go round in it: fewer than its ranks
// less one where a window of `window` tokens (0 = none) ends earlier.
std::int64_t ring_ranks(const Plan& plan);
std::int64_t ring_steps(const Plan& plan, std::int64_t sequence, std::int64_t window);

}  // namespace foretoken::train
