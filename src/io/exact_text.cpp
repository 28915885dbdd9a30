// How is a quantity written exactly, in the unit a person would choose?
#include "io/exact_text.hpp"

#include <array>
#include <span>
#include <string_view>

#include <foretoken/quantity.hpp>

namespace foretoken::io {
namespace {

using Units = std::span<const std::string_view>;

// Plainest first: among equally short texts the first wins.
Units units(Dimension d) {
    static constexpr std::array<std::string_view, 11> bytes{"B",  "kB",  "MB",  "GB",  "TB", "PB",
                                                            "EB", "KiB", "MiB", "GiB", "TiB"};
    static constexpr std::array<std::string_view, 7> seconds{"s",   "ms", "us", "ns",
                                                             "min", "h",  "d"};
    static constexpr std::array<std::string_view, 6> flops{"FLOP",  "MFLOP", "GFLOP",
                                                           "TFLOP", "PFLOP", "EFLOP"};
    static constexpr std::array<std::string_view, 5> bandwidths{"B/s", "kB/s", "MB/s", "GB/s",
                                                                "TB/s"};
    static constexpr std::array<std::string_view, 5> flop_rates{"FLOP/s", "MFLOP/s", "GFLOP/s",
                                                                "TFLOP/s", "PFLOP/s"};
    static constexpr std::array<std::string_view, 4> watts{"W", "kW", "MW", "GW"};
    static constexpr std::array<std::string_view, 6> joules{"J", "kJ", "MJ", "kWh", "MWh", "GWh"};
    static constexpr std::array<std::string_view, 4> hertz{"Hz", "kHz", "MHz", "GHz"};
    if (d == dimension_of(Bytes{})) {
        return bytes;
    }
    if (d == dimension_of(Seconds{})) {
        return seconds;
    }
    if (d == dimension_of(Flops{})) {
        return flops;
    }
    if (d == dimension_of(Bandwidth{})) {
        return bandwidths;
    }
    if (d == dimension_of(FlopRate{})) {
        return flop_rates;
    }
    if (d == dimension_of(Watts{})) {
        return watts;
    }
    if (d == dimension_of(Joules{})) {
        return joules;
    }
    return d == dimension_of(Hertz{}) ? Units(hertz) : Units();
}

double base_of(std::string_view unit, Dimension dimension) {
    const auto one = parse_base_units("1 " + std::string(unit), dimension);
    return one ? *one : 0.0;
}

// The fewest digits that bring the value back; empty if none do.
std::string in_unit(double value, std::string_view unit, double base, Dimension dimension) {
    for (int digits = 1; digits <= 17; ++digits) {
        const std::string text = with_digits(value / base, digits) + " " + std::string(unit);
        const auto back = parse_base_units(text, dimension);
        if (back && *back == value) {
            return text;
        }
    }
    return "";
}

}  // namespace

std::string exact_text(double value, Dimension dimension) {
    std::string best;
    for (const std::string_view unit : units(dimension)) {
        const double base = base_of(unit, dimension);
        const bool handy = base > 0.0 && value / base >= 1.0 && value / base < 1e5;
        std::string text = handy ? in_unit(value, unit, base, dimension) : "";
        if (!text.empty() && (best.empty() || text.size() < best.size())) {
            best = std::move(text);
        }
    }
    if (best.empty()) {
        const Units known = units(dimension);
        const std::string unit(known.empty() ? "" : known.front());
        best = with_digits(value, 17) + (unit.empty() ? "" : " " + unit);
    }
    return best;
}

}  // namespace foretoken::io
