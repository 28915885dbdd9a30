// What do figures come from that many terms of a step share?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Tokens that an operator with this split sees on one rank, per micro-batch.
Account rows_account(std::string name, model::Split split, const Job& job);

// Bytes of a micro-batch's hidden states, times `copies`: element x tokens x hidden.
Account states_account(std::string name, const Job& job);

// The time of a collective that moves what `bytes` accounts for.
Account collective_account(std::string name, std::string says, network::Collective kind,
                           const Account& bytes, const network::Group& group, const Job& job);

// The time of an elementwise kernel that moves what `bytes` accounts for.
Account moving_account(std::string name, std::string says, Account bytes, const Job& job);

// Figures of the plan, the model and the software.
Account plan_input(std::string name, std::int64_t value, const std::string& says);
Account model_input(std::string name, double value, const std::string& says, const Job& job);
Account element_input(Format format, const std::string& says);

}  // namespace foretoken::train
