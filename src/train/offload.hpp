// How much of moving states, weights and activations to the host and back shows?
#pragma once

#include <string>

#include <foretoken/account.hpp>
#include <foretoken/result.hpp>

#include "train/data_parallel.hpp"
#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// An error if something is offloaded and the machine has no link to a host, or its memory's rate is
// not known.
Outcome check_offload(const TrainScenario& scenario);

// What one accelerator gets of the host link while all of its node copy, per direction; and of the
// host's memory bandwidth.
Bandwidth host_copy_rate(const Job& job);
Bandwidth host_update_rate(const Job& job);

// Adds what shows of the activations of one layer's micro-batch: out behind its forward pass, back
// behind its backward pass.
void add_activation_offload(bool experts, const Job& job, Passes& passes,
                            Journal* journal = nullptr);

// What shows per step of fetching offloaded weight shards for each pass of each micro-batch.
Seconds weight_offload_time(const plan::Stage& stage, const StageCompute& compute, const Job& job);
Account weight_offload_account(const plan::Stage& stage, const StageCompute& compute,
                               const Job& job);

// The optimizer's share on the host, of `owned` parameters: gradients come, weights go back, and
// both run beside the update, tensor by tensor, so the slowest of the three sets the pace.
Seconds host_optimizer_time(double owned, const Job& job);
Account host_optimizer_account(std::string name, Account owned, const Job& job);

}  // namespace foretoken::train
