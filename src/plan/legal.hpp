// Is this plan legal for this model on this cluster?
#pragma once

#include <cstdint>

#include <foretoken/cluster.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::plan {

// Fills in what follows from the rest (dp; sequence parallelism without a tensor group) and checks
// every rule. The error names the rule, the numbers, and what would satisfy it.
Result<Plan> completed(const Plan& plan, const Model& model, const Workload& workload,
                       std::int64_t accelerators);

// Micro-batches that each pipeline works through per step. Requires a completed plan.
std::int64_t micro_batches(const Plan& plan, const Workload& workload);

}  // namespace foretoken::plan
