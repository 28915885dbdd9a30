// What is each term of a step made of?
#pragma once

#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

// The accounts of all figures of a forecast. "step" comes first: its parts are the terms that are
// not zero, by their keys, and each goes down to what was measured, fitted or given. After it the
// headline figures, "memory.0" and so on for each stage, "energy", and the bounds of the interval
// at that distance from what was published. `forecast` is that of the scenario. Errors are those of
// forecast().
Result<std::vector<Account>> accounts(const TrainScenario& scenario, const Forecast& forecast,
                                      const Calibration& calibration, double distance);

}  // namespace foretoken::train
