// Where does a figure come from?
#pragma once

#include <string>

namespace foretoken {

// `derived` follows from other figures; `given` is what a scenario says.
enum class Status { measured, fitted, datasheet, published, assumed, derived, given };

// Every figure of the world carries one. `source` is a key of data/sources.yaml or a full
// reference.
struct Provenance {
    Status status = Status::assumed;
    std::string source;
    std::string date;  // ISO, as precise as known: "2023-03" or "2023-03-21"
    std::string note;

    bool operator==(const Provenance&) const = default;
};

// A value that knows where it comes from.
template <class T>
struct Sourced {
    T value{};
    Provenance from;

    operator const T&() const { return value; }
    bool operator==(const Sourced&) const = default;
};

}  // namespace foretoken
