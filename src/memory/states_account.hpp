// What is made of what that a stage holds from step to step?
#pragma once

#include <foretoken/account.hpp>
#include <foretoken/scenario.hpp>

#include "plan/stages.hpp"

namespace foretoken::memory {

// Of each member of States (docs/models/memory.md, Eq. 1 and 2), by its name.
struct StateAccounts {
    Account weights;
    Account frozen;
    Account narrow;
    Account gradients;
    Account optimizer;
    Account flat;
};
StateAccounts states_account(const TrainScenario& scenario, const plan::Stage& stage);

// "weight_bytes" and "gradient_bytes" per parameter.
Account weight_bytes_account(const Workload& workload);
Account gradient_bytes_account(const Workload& workload, const Software& software);
// Bytes per frozen parameter at rest.
Account resting_bytes_account(const Workload& workload);

}  // namespace foretoken::memory
