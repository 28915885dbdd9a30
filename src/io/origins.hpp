// Where does each figure of the world come from that a value holds?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/scenario.hpp>

#include "io/fields.hpp"

namespace foretoken::io {

// One figure, or with a path that ends in ".provenance" the source of all figures beside it that
// name none of their own.
struct Figure {
    std::string path;  // as our JSON spells it: "cluster.node.nic_bandwidth_bytes_per_s"
    std::variant<std::monostate, std::int64_t, double> value;  // in base units
    std::string_view unit;  // of the value: "B/s"; empty for a plain number
    Provenance from;
};

// Plain numbers that stand below a ".provenance" without a source of their own: they may be choices
// of whoever wrote the file, or all be what was fitted.
enum class Unsourced { left_out, listed };

// All, in the order of the table; those that were never stated are left out. A source may be empty:
// then the figure is the program's own default.
std::vector<Figure> figures(const Fields& fields, const std::string& path, Unsourced unsourced);

// Of a scenario and of the constants it was forecast with, as the JSON array `provenance` of a
// result; paths begin with "scenario." and "calibration.".
std::string provenance_json(TrainScenario scenario, Calibration calibration);

}  // namespace foretoken::io
