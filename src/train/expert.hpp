// How much of sending tokens to experts and back shows?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Each pass dispatches every token to its experts and combines what they return; rows are put into
// the order of experts and back on the way. Software that runs the exchange of one micro-batch
// beside the compute of another hides it as far as that compute goes; else `shared`, the time of
// shared experts that run beside it, hides a part. docs/models/experts.md.
void add_expert_exchange(const Passes& shared, const Job& job, Passes& passes,
                         Journal* journal = nullptr);

}  // namespace foretoken::train
