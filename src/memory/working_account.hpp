// What are the bytes made of that a stage holds for a moment?
#pragma once

#include <cstdint>

#include <foretoken/account.hpp>
#include <foretoken/scenario.hpp>

#include "memory/activations_account.hpp"
#include "plan/stages.hpp"

namespace foretoken::memory {

// The term "working": a sum of what occurs of "recomputed" (or the embedding's gradient, if that is
// larger), "copied" to the host and back, "gathered", "widened" and "context"
// (docs/models/memory.md, Eq. 3; docs/models/offload.md; docs/models/context-parallel.md).
Account working_account(const TrainScenario& scenario, const plan::Stage& stage,
                        const KeptAccounts& kept, std::int64_t index);

// What placeholders() holds, shape by shape (Eq. 10).
Account placeholders_account(const TrainScenario& scenario, const plan::Stage& stage);

}  // namespace foretoken::memory
