// How long does the optimizer take once gradients are there?
#pragma once

#include <foretoken/account.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Work on the states that one rank owns: with clipping, a pass over the gradients and a scalar
// all-reduce for their norm; then one that reads gradient, master copy and moments and writes
// master copy, moments and the weight. Software without fused kernels launches each tensor's update
// apart. The share that is offloaded runs on the host, beside the rest.
struct OptimizerTime {
    Seconds device;
    Seconds offload;  // by how much the host takes longer
};
OptimizerTime optimizer_time(const plan::Stage& stage, const Job& job);

struct OptimizerAccounts {
    Account device;
    Account offload;
};
OptimizerAccounts optimizer_accounts(const plan::Stage& stage, const Job& job);

}  // namespace foretoken::train
