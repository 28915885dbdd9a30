// How long does one training step take, where does the time go, and does it fit?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

// The forecast of one optimizer step. The step is exactly the sum of its terms. An illegal plan or
// an unsupported precision is an error (bad_input); a plan that does not fit in memory is not: the
// caller looks at Forecast::fits(), or asks check_fit().
Result<Forecast> forecast(const TrainScenario& scenario, const Calibration& calibration);

// The scenario with everything in its plan that follows from the rest. Requires a legal plan.
TrainScenario settled(TrainScenario scenario);

// An error (infeasible) that names the largest memory term and what would fit, if it does not fit.
Outcome check_fit(const TrainScenario& scenario, const Forecast& forecast);

}  // namespace foretoken::train
