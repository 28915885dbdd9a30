// What would help, in words?
#pragma once

#include <string>
#include <vector>

#include "report/answer.hpp"

namespace foretoken::report {

const char* kind_name(train::LeverKind kind);  // "hardware"

// Those of one kind that shorten the step by what a reader can see, at most `most`.
std::vector<Lever> helpful(const Answer& answer, train::LeverKind kind, std::size_t most);

// "held back by" and "would help", a line per kind; nothing without levers.
std::string lever_rows(const Answer& answer, const Style& style);
// The same for a pull request, with every helpful lever in a details block.
std::string lever_table(const Answer& answer);

}  // namespace foretoken::report
