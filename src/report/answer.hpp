// What does a person get told about one forecast?
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "train/likeness.hpp"
#include "train/sensitivity.hpp"

namespace foretoken::report {

// A published run that is like the scenario, and what we would have said of it.
struct Neighbour {
    std::string id;
    std::string source;
    double distance = 0.0;  // train::distance
    std::string what;       // "GPT-3-175B on 1024 A100-SXM4-80GB, fp16"
    std::string software;   // "Megatron-LM (Apr 2021)"
    std::string where;      // the publication
    std::string quantity;   // "step_time_s"
    double measured = 0.0;
    double predicted = 0.0;
    double error() const { return predicted / measured - 1.0; }
};

// How far what was published bears the forecast.
struct Trust {
    std::vector<Neighbour> nearest;       // one run per layout, nearest first
    std::vector<train::Outside> outside;  // where the scenario is unlike all published runs
    bool extrapolated() const { return !outside.empty(); }
};

// One field of the scenario that was set otherwise.
struct Change {
    std::string path;
    std::string before;
    std::string after;
};

// What one change would do, the most helpful one first.
struct Lever {
    train::LeverKind kind = train::LeverKind::plan;
    std::string says;
    Seconds step;
    double change = 0.0;  // of the step
    train::Ratio speed;
    std::vector<Change> changes;
};

struct Answer {
    TrainScenario scenario;
    Forecast forecast;
    Trust trust;
    std::vector<Lever> levers;  // may be empty: nobody asked
};

// How the terminal wants it.
struct Style {
    bool unicode = true;
    bool color = false;
    std::size_t width = 80;  // columns at which sentences are wrapped; tables need no more than 80
};

// One sentence: how fast, how well used, how long a step, how full the memory.
std::string verdict(const TrainScenario& scenario, const Forecast& forecast);

std::string text(const Answer& answer, const Style& style);
std::string markdown(const Answer& answer);
// Rows "section,key,value,unit,source".
std::string csv(const Answer& answer);

}  // namespace foretoken::report
