// Which single change would help a step most, and what holds it back?
#pragma once

#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "train/ratio.hpp"

namespace foretoken::train {

// Who pulls it: whoever buys machines, writes the framework, or writes the job.
enum class LeverKind { hardware, software, plan };

// One change, and the forecast of the changed scenario.
struct Lever {
    LeverKind kind = LeverKind::plan;
    std::string says;         // "+10% memory bandwidth", "vpp 4"
    TrainScenario scenario;   // plan completed
    Calibration calibration;  // the given one but where latency is what changes
    Forecast forecast;
    double change = 0.0;  // of the step: -0.021
    Ratio speed;          // over the scenario as it is
};

// Rates a tenth higher, network and links twice as fast (as they are sold), latency and launches
// halved, memory doubled with what then fits; what the framework could overlap, fuse or capture;
// steps of the plan to either side. Legal changes that fit and move the step, the most helpful one
// first. Errors: those of the forecast itself.
Result<std::vector<Lever>> levers(const TrainScenario& scenario, const Calibration& calibration);

// The largest part of a step that is not products at their peak.
struct Bottleneck {
    std::string says;
    Seconds time;
    double share = 0.0;  // of the step
};
Bottleneck bottleneck(const Forecast& forecast);

}  // namespace foretoken::train
