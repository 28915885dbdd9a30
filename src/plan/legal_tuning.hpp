// Can these weights be trained, these documents packed, and these states be offloaded?
#pragma once

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::plan {

Outcome check_tuning(const Workload& workload, const Model& model);
Outcome check_offload(const Plan& plan);

}  // namespace foretoken::plan
