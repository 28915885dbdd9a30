// How did what fills the memory come about?
#pragma once

#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::memory {

// Of footprint(), stage by stage: "memory.0" is the sum of parts that are named as its terms. The
// plan of the scenario must be completed.
std::vector<Account> accounts(const TrainScenario& settled);

// Of host_footprint(): "host_memory", made of the states and activations that the fullest stage
// leaves to the host.
Account host_account(const TrainScenario& settled);

}  // namespace foretoken::memory
