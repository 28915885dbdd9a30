// Can these layers be dealt to these stages, and this schedule run on them?
#pragma once

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::plan {

// Sizes must be positive.
Outcome check_pipeline(const Plan& plan, const Model& model);

// Requires dp, and a batch that divides into micro-batches.
Outcome check_schedule(const Plan& plan, const Workload& workload);

}  // namespace foretoken::plan
