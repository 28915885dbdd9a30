// How much of sending tokens to experts and back shows?
#pragma once

#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Each pass dispatches every token to its experts and combines what they return. Software that runs
// the exchange of one micro-batch beside the compute of another hides it as far as that compute
// goes.
void add_expert_exchange(const Job& job, Passes& passes);

}  // namespace foretoken::train
