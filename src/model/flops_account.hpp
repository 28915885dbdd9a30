// What are the FLOPs of a step made of?
#pragma once

#include <foretoken/account.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::model {

// Of TrainingFlops, times the global batch: "model_flops", "model_causal_flops" and
// "hardware_flops" (docs/models/operators.md, Eq. 1 to 3; docs/models/finetuning.md, Eq. 3 and 4).
struct StepFlopsAccounts {
    Account full;
    Account causal;
    Account hardware;
};
StepFlopsAccounts step_flops_account(const Model& model, const Workload& workload,
                                     Recompute recompute);

}  // namespace foretoken::model
