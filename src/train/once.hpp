// What does a step cost once, beside its micro-batches?
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/quantity.hpp>

#include "train/data_parallel.hpp"
#include "train/job.hpp"
#include "train/optimizer.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

struct Once {
    DataParallelTime data;
    OptimizerTime optimizer;
    Seconds weights;  // fetched from the host
    std::size_t stage = 0;
    Seconds later;    // this stage's first forward pass than the first stage's
    Seconds earlier;  // its last backward pass
    Seconds total() const {
        return data.gradients + data.parameters + data.contention + optimizer.device +
               optimizer.offload + weights;
    }
};

// Of the stage that holds up the next step longest; `stages` has the work of each per micro-batch.
// A stage starts its first forward pass later than the stages before it, and has done its last
// backward pass before they have: what it gathers and reduces in the meantime does not show.
Once once_per_step(std::span<const Passes> stages, const Job& job);
// Of each stage.
std::vector<Once> once_by_stage(std::span<const Passes> stages, const Job& job);

// Accounts of what once_per_step gives, by the keys of its terms.
struct OnceAccounts {
    Account gradients;
    Account parameters;
    Account contention;
    Account optimizer;
    Account host_optimizer;
    Account weights;
};
OnceAccounts once_accounts(const Once& once, std::span<const Passes> stages, const Job& job);

}  // namespace foretoken::train
