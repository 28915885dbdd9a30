// What does a person, or a program, get told about where a figure comes from?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <foretoken/account.hpp>

#include "report/answer.hpp"

namespace foretoken::report {

// "3.55 s", "300 GB/s", "2,048 tokens": in the unit of its dimension, or as it says.
std::string value_text(const Account& account);
// "s", "B/s"; what a plain number counts, or nothing.
std::string unit_text(const Account& account);
// The formula with values in place of names: "3 us + 25.2 MB / (0.8 * 2.04 TB/s)".
std::string substituted(const Account& account);

struct ExplainStyle {
    std::size_t depth = 1;  // of parts below the figure that are unfolded
    std::size_t width = 80;
    bool color = false;
    std::string path;   // of the figure: "step.tensor.exposed"
    std::string share;  // "12.0% of step"; may be empty
};
// The figure, its formula, the formula with values in it, and so on for its parts.
std::string explanation(const Account& account, const ExplainStyle& style);

// {"explain": 1, "path": ..., "account": {name, says, value, unit, formula, where, parts, ...}}:
// the whole tree in base units; an input has status, source, date and note.
std::string explanation_json(const Account& account, std::string_view path);

}  // namespace foretoken::report
