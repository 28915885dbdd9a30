// What does a program get that reads a forecast?
#pragma once

#include <string>

#include "report/answer.hpp"

namespace foretoken::report {

// The question as `io` writes it, and who answered.
struct Question {
    std::string scenario;    // a JSON object: the scenario, resolved
    std::string provenance;  // a JSON array: where its figures and those of the constants come from
    std::string version;     // of the program
};

// The result of `train` (docs/reference/result.md): base units, with unit suffixes in the keys.
std::string json(const Answer& answer, const Question& question);

// Its part `forecast`.
std::string forecast_json(const Forecast& forecast);

// 16 digits that change with any digit of the scenario or of the forecast: the digest of their
// compact JSON texts, one after the other.
std::string signature(const Forecast& forecast, const Question& question);

}  // namespace foretoken::report
