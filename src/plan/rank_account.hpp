// What are the sizes of a rank's share made of: tokens, micro-batches, ranks of a group?
#pragma once

#include <cstdint>
#include <string>

#include <foretoken/account.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>

#include "model/operators.hpp"

namespace foretoken::plan {

// A size that the plan says: said("tp", plan.tp, "tensor ranks") is from "scenario: plan.tp".
Account said(std::string name, std::int64_t value, std::string says);

// "tokens": rows that an operator with this split sees, rows(split, local_tokens).
Account tokens_account(const Model& model, const Plan& plan, const Workload& workload,
                       model::Split split);

// "micro_batches" of each pipeline per step.
Account micro_batches_account(const Plan& plan, const Workload& workload);

// Ranks that share one sharded copy: Groups::shard, or Groups::expert_data of the experts.
Account shard_ranks_account(std::string name, const Plan& plan, bool experts);

// " / tp", " / etp" or nothing: feature_divisor(split) at the end of a formula; 1 is left out.
std::string over_ranks(model::Split split, const Plan& plan);
// The part that this formula names; none if it names none.
void add_divisor(model::Split split, const Plan& plan, std::vector<Account>& parts);

}  // namespace foretoken::plan
