// What changes between two forecasts, and why?
#pragma once

#include <string>
#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "report/answer.hpp"
#include "train/ratio.hpp"

namespace foretoken::report {

struct Side {
    std::string name;  // "job.yaml", "the same with plan.tp=8"
    TrainScenario scenario;
    Forecast forecast;
    std::string signature;
};

struct Comparison {
    Side a;
    Side b;
    train::Ratio speed;           // of b over a, all accelerators together
    std::vector<Change> changes;  // another model or machine is one change
    std::vector<Change> fields;   // every field
};

// "B is 1.23 (1.06 to 1.42 in 9 of 10) times as fast as A".
std::string verdict(const Comparison& comparison);

// What was changed, the step, its terms by how much they change, memory, energy, the verdict.
std::string text(const Comparison& comparison, const Style& style);
// As a comment on a pull request.
std::string markdown(const Comparison& comparison);
std::string json(const Comparison& comparison, const std::string& version);

}  // namespace foretoken::report
