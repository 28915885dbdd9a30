// What is a figure made of?
#pragma once

#include <string>
#include <vector>

#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

// A figure and how it came about, down to what was measured, fitted or given.
//   no parts               an input: `from` says whose
//   parts, no more         the sum of its parts
//   `formula`              what the formula gives when each name in it is the value of that part
//   `method`               what an algorithm made of its parts; no formula gives it
struct Account {
    std::string name;    // as the formula above it calls it, or the key of a term
    std::string says;    // one phrase for a person; may be empty
    double value = 0.0;  // in base units
    Dimension dimension;
    std::string unit;     // of a plain number: "layers", "tokens/s"; may be empty
    std::string formula;  // "launch + moved / (reached * bandwidth)"
    std::string method;   // "the schedule played task by task"
    std::string where;    // "docs/models/elementwise.md, Eq. 1"
    Provenance from;
    std::vector<Account> parts;

    bool operator==(const Account&) const = default;
};

}  // namespace foretoken
