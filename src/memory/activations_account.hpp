// What are the bytes made of that a layer keeps for its backward pass?
#pragma once

#include <cstdint>

#include <foretoken/account.hpp>
#include <foretoken/scenario.hpp>

#include "plan/stages.hpp"

namespace foretoken::memory {

// Accounts of LayerActivations: "kept", and "transient" (docs/models/memory.md, Eq. 4 and 5).
struct LayerActivationAccounts {
    Account kept;
    Account transient;
};
LayerActivationAccounts layer_activations_account(const TrainScenario& scenario, bool experts);

// "boundary", "logits", and "in_flight": micro_batches_in_flight (Eq. 6 to 9).
Account boundary_account(const TrainScenario& scenario);
Account logits_account(const TrainScenario& scenario);
Account in_flight_account(const TrainScenario& scenario, std::int64_t stage);

// Accounts of Kept: "kept" of all micro-batches in flight, "largest" and "transient" of its kinds
// of layer.
struct KeptAccounts {
    Account activations;
    Account largest;
    Account transient;
};
KeptAccounts kept_account(const TrainScenario& scenario, const plan::Stage& stage,
                          std::int64_t index);

}  // namespace foretoken::memory
