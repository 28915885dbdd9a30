// How does a program ask foretoken?
//
//   const auto scenario = foretoken::read_scenario("job.yaml");
//   const auto forecast = foretoken::forecast(*scenario);
//
// Values in, values out, no state. The catalogue is the one built into the library.
#pragma once

#include <string>
#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken {

// Reads a scenario file (YAML or JSON; docs/reference/scenario.md). Errors name file, line and key.
Result<TrainScenario> read_scenario(const std::string& path);

// The forecast of one training step. Errors: an illegal plan or an unsupported precision
// (bad_input). A plan that does not fit in memory is answered; Forecast::fits() says so.
Result<Forecast> forecast(const TrainScenario& scenario);

// What its figures are made of, the step first: formulas, their parts, and the sources of inputs.
Result<std::vector<Account>> accounts(const TrainScenario& scenario);

// The answer in one sentence.
std::string verdict(const TrainScenario& scenario, const Forecast& forecast);

}  // namespace foretoken
