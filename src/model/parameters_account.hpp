// What are the parameters of a layer and of the ends of a model made of?
#pragma once

#include <foretoken/account.hpp>
#include <foretoken/model.hpp>

#include "model/tuning.hpp"

namespace foretoken::model {

// Accounts of LayerParameters, in its order; a kind that does not occur is an input of 0.
struct LayerParameterAccounts {
    Account split;
    Account replicated;
    Account experts;
};
// Of dense_layer_parameters or expert_layer_parameters (docs/models/operators.md, Eq. 5 to 8).
LayerParameterAccounts layer_parameters_account(const Model& model, bool experts);

// "vocabulary * hidden", with learned positions if there are any: embedding_parameters.
Account embedding_account(const Model& model);
// The output matrix, tied or not.
Account output_matrix_account(const Model& model);

}  // namespace foretoken::model
