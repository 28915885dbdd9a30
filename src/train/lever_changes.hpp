// Which changes of a scenario are worth a look?
#pragma once

#include <vector>

#include "train/sensitivity.hpp"

namespace foretoken::train {

// Without their forecasts; illegal ones and some that change nothing are among them. `scenario` is
// settled.
std::vector<Lever> lever_changes(const TrainScenario& scenario, const Calibration& calibration);

// Plans that need more memory than `scenario`'s, on twice the memory.
std::vector<Lever> memory_changes(const TrainScenario& scenario, const Calibration& calibration);

}  // namespace foretoken::train
