// How does a step change when the same plan runs on fewer or more accelerators?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

struct Scaled {
    TrainScenario scenario;  // plan settled
    Forecast forecast;
};

// Numbers of accelerators at which the plan keeps its other sizes and only data parallelism
// changes: with 1, 2, 4 ... data ranks, and with the scenario's own number of them halved and
// doubled, from `least` to `most` accelerators. Ascending; the scenario's own count is always among
// them. Requires a legal plan.
std::vector<std::int64_t> counts(const TrainScenario& scenario, std::int64_t least = 8,
                                 std::int64_t most = 131'072);

// Weak scaling: every data rank keeps its sequences, so the global batch grows with the count.
// Counts at which the plan is illegal, or which do not fill nodes, are left out; what does not fit
// in memory is not. Requires a legal plan.
std::vector<Scaled> scaled(const TrainScenario& scenario, const Calibration& calibration,
                           const std::vector<std::int64_t>& counts);

}  // namespace foretoken::train
