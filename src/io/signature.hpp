// Which forecasts sign a build, and what is its signature?
#pragma once

#include <span>
#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "base/parallel.hpp"
#include "io/catalogue.hpp"

namespace foretoken::io {

struct SigningScenario {
    std::string name;
    TrainScenario scenario;
    Calibration calibration;
};

// The scenarios of data/templates/bench.csv: examples and changes of them, one for each mechanism
// at least.
Result<std::vector<SigningScenario>> signing_scenarios(const Catalogue& catalogue);

// Terms, memory and energy of a forecast to nine digits: terms in parts per billion of the step,
// bytes of the stage, energies of the total. So far compilers and mathematical libraries agree;
// what is nearly nothing beside the whole is nothing.
std::string canonical(const Forecast& forecast);

// The digest of all names and forecasts in the order of the names. The same for any order of the
// list and any number of threads.
Result<std::string> signature(std::span<const SigningScenario> list, Threads threads = {});

}  // namespace foretoken::io
