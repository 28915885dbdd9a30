// What would somebody have chosen who does not say?
#pragma once

#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

// Parts of the plan that are open. What is not open is taken from the scenario.
struct Open {
    bool split = false;  // tp and pp (and with them sequence parallelism)
    bool micro_batch = false;
    bool vpp = false;
    bool recompute = false;
    bool any() const { return split || micro_batch || vpp || recompute; }
};

struct Choice {
    TrainScenario scenario;  // plan completed; what was chosen is among the assumptions
    Forecast forecast;
};

// The fastest legal completion that fits in memory, found by trying all: tensor groups within a
// node, powers of two of micro-batches up to 16, virtual stages that divide the layers,
// recomputation none, selective, full. If none fits, the one that needs least memory. If none is
// legal, the first error met.
Result<Choice> choose(const TrainScenario& scenario, const Open& open,
                      const Calibration& calibration);

}  // namespace foretoken::train
