// How unevenly do tokens fall on the ranks that hold experts, and how do they get there?
#pragma once

#include <cstdint>

#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>
#include <foretoken/software.hpp>

namespace foretoken::plan {

// What the plan says, else the software's usual one; never Dispatcher::software.
Dispatcher dispatcher(const Plan& plan, const Software& software);

// The group of ranks over which the experts of one layer are spread.
struct ExpertGroup {
    double experts = 1.0;
    double top_k = 1.0;
    double ranks = 1.0;
    double tokens = 0.0;  // of one micro-batch, over the whole group
};

// Tokens that the busiest rank's experts receive over the mean of all ranks; 1 if balanced.
// docs/models/experts.md, Eq. 3 to 6.
double imbalance(const Routing& routing, const ExpertGroup& group);

// The same of the rows that its experts compute, after dropping and padding.
double computed_load(const Routing& routing, const ExpertGroup& group);

}  // namespace foretoken::plan
