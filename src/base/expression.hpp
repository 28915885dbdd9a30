// What does a formula such as "launch + bytes / rate" give?
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <foretoken/result.hpp>

namespace foretoken {

// The value of a name; nothing if it is not known.
using LookUp = std::function<std::optional<double>(std::string_view name)>;

// Numbers, names (letters, digits, _ and .), + - * / ^, parentheses, and the functions min, max,
// hypot (any number of arguments), ceil, floor, round, sqrt, exp, log, log2. Errors are bad_input
// without a place: what is not understood, an unknown name, or no finite value.
Result<double> evaluate(std::string_view formula, const LookUp& look_up);

}  // namespace foretoken
