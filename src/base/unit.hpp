// What does a unit such as "GB/s", "Gbps" or "$/kWh" mean?
#pragma once

#include <foretoken/quantity.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace foretoken {

// A number times up / down is in byte, second, flop, dollar, joule. A ratio, since 5 us is 5 / 1e6,
// correctly rounded, where 5 * 1e-6 is not.
struct UnitMeaning {
    double up = 1;
    double down = 1;
    Dimension dimension;
};

// A unit, a unit per unit, or nothing per unit ("GB", "GB/s", "/h"), written in ASCII with u for
// micro. Nothing if it is not known.
std::optional<UnitMeaning> unit_meaning(std::string_view text);

// What follows the number in "$1.2M/yr": an optional k, M, B or T, then an optional "/unit".
std::optional<UnitMeaning> money_meaning(std::string_view text);

// What the user is told about a dimension.
struct DimensionWords {
    Dimension dimension;
    std::string_view name;       // "a bandwidth"
    std::string_view example;    // a way to write it
    std::string_view spellings;  // its usual units, separated by blanks
};
const DimensionWords* words_for(Dimension dimension);  // null for a dimension without a name

// The usual unit spellings of a dimension, for "did you mean" and for the reference; empty if none.
std::vector<std::string_view> unit_spellings(Dimension dimension);

}  // namespace foretoken
