// What are the parameters made of that one rank holds?
#pragma once

#include <foretoken/account.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>

#include "plan/stages.hpp"

namespace foretoken::plan {

// Accounts of LocalParameters: "shared" and "experts", which is an input of 0 without any.
struct ParameterAccounts {
    Account shared;
    Account experts;
};

// Of local_parameters.
ParameterAccounts local_account(const Model& model, const Plan& plan, const Stage& stage);
// Of held_parameters, those that are trained and those that are not.
ParameterAccounts trained_account(const Model& model, const Plan& plan, const Tuning& tuning,
                                  const Stage& stage);
ParameterAccounts frozen_account(const Model& model, const Plan& plan, const Tuning& tuning,
                                 const Stage& stage);

// The same of one layer: local_layer_parameters and held_layer_parameters.
ParameterAccounts local_layer_account(const Model& model, const Plan& plan, bool experts);
ParameterAccounts trained_layer_account(const Model& model, const Plan& plan, const Tuning& tuning,
                                        bool experts);
ParameterAccounts frozen_layer_account(const Model& model, const Plan& plan, const Tuning& tuning,
                                       bool experts);

// Layers of one kind on a stage; `says` which.
Account layers_account(double layers, std::string says, const Model& model, const Plan& plan);

}  // namespace foretoken::plan
