// How many communicators does a rank belong to?
#pragma once

#include <foretoken/plan.hpp>

namespace foretoken::memory {

// Groups of more than one rank that exchange anything under this plan, each with buffers of its
// own. Groups of the same ranks count once. Requires a completed plan.
int communicators(const Plan& plan, bool experts);

}  // namespace foretoken::memory
