// How long does the optimizer take once gradients are there?
#pragma once

#include "train/job.hpp"

namespace foretoken::train {

// Adam on the states that one rank owns: a pass over the gradients for their norm, then one that
// reads gradient, master copy and two moments and writes master copy, moments and the 16-bit
// weight.
Seconds optimizer_time(const plan::Stage& stage, const Job& job);

}  // namespace foretoken::train
