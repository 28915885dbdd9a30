// Which scenario do a file and the flags beside it ask for, and what is the forecast?
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "cli/command.hpp"

namespace foretoken::cli {

// A file, and what the flags say; each flag is a path of the scenario and its value.
struct ScenarioFlags {
    std::string file;
    std::vector<std::string> set;
    std::vector<std::optional<std::string>> named;  // --model, --gpu, ...
    bool sequence_parallel = false;
};

// Adds FILE, --model, --gpu, ..., --sp and --set to a verb; or all but FILE. `flags` must outlive
// its parsing.
void add_scenario(CLI::App& verb, ScenarioFlags& flags);
void add_scenario_flags(CLI::App& verb, ScenarioFlags& flags);

// What the flags set: "plan.tp=8".
std::vector<std::string> settings(const ScenarioFlags& flags);

// A question and its answer.
struct Asked {
    TrainScenario scenario;  // as it was said: the plan is not completed
    Calibration calibration;
    Forecast forecast;
    double distance = 0.0;                // to the nearest published run
    std::vector<std::string> conditions;  // under `require` in the file
    std::string words;                    // file and flags, as a shell takes them
};

// Reads the scenario and forecasts it. Fits or not, it is answered. Errors name the flag that was
// typed.
Result<Asked> ask(const ScenarioFlags& flags, const io::Catalogue& catalogue);

}  // namespace foretoken::cli
