// Can context ranks exchange keys or heads in this way?
#pragma once

#include <cstdint>

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/result.hpp>

namespace foretoken::plan {

// Of a hybrid exchange that does not say: as many ranks as the heads allow.
std::int64_t context_inner(const Plan& plan, const Model& model);

Outcome check_context(const Plan& plan, const Model& model);

}  // namespace foretoken::plan
