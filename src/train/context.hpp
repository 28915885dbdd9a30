// How much of the exchange of keys and values between context ranks shows?
#pragma once

#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Ring attention (arXiv 2310.01889): in each of cp - 1 steps a rank passes a chunk of keys and
// values on while it works on another; the backward pass also carries their gradients. A step shows
// where the chunk travels longer than the work on it takes. `attention` is the part with the core
// in it.
void add_context(const Passes& attention, const Job& job, Passes& passes);

}  // namespace foretoken::train
