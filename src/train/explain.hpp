// What is each term of a step made of?
#pragma once

#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

// The account of Forecast::step: its parts are the terms that are not zero, by their keys, and each
// goes down to what was measured, fitted or given. Errors are those of forecast().
Result<Account> step_account(const TrainScenario& scenario, const Calibration& calibration);

// Accounts of all figures of a forecast, the step first.
Result<std::vector<Account>> accounts(const TrainScenario& scenario,
                                      const Calibration& calibration);

}  // namespace foretoken::train
