// What does a unit such as "GB/s", "Gbps" or "$/kWh" mean?
#include "base/unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace foretoken {
namespace {

struct Scale {
    double up = 1;
    double down = 1;
};

struct Unit {
    std::string_view name;
    Scale scale;
    Dimension dimension;
    std::string_view prefixes;  // the decimal prefixes it takes; 'i' for the binary ones as well
};

constexpr double minute = 60, hour = 3600, day = 86400, week = 7 * day, year = 365 * day;
constexpr std::string_view large = "kMGTPEZY", large_or_binary = "kMGTPEZYi";

constexpr Dimension size{.byte = 1}, duration{.second = 1}, operations{.flop = 1},
    money{.dollar = 1}, energy{.joule = 1}, bandwidth{.byte = 1, .second = -1},
    flop_rate{.second = -1, .flop = 1}, power{.second = -1, .joule = 1},
    money_rate{.second = -1, .dollar = 1}, frequency{.second = -1};

constexpr Unit units[] = {
    {"B", {}, size, large_or_binary},
    {"byte", {}, size, ""},
    {"bytes", {}, size, ""},
    {"b", {1, 8}, size, large_or_binary},
    {"bit", {1, 8}, size, large_or_binary},
    {"bits", {1, 8}, size, ""},
    {"Bps", {}, bandwidth, large_or_binary},
    {"bps", {1, 8}, bandwidth, large_or_binary},
    {"s", {}, duration, "pnum"},
    {"second", {}, duration, ""},
    {"seconds", {}, duration, ""},
    {"min", {minute, 1}, duration, ""},
    {"minute", {minute, 1}, duration, ""},
    {"minutes", {minute, 1}, duration, ""},
    {"h", {hour, 1}, duration, ""},
    {"hour", {hour, 1}, duration, ""},
    {"hours", {hour, 1}, duration, ""},
    {"d", {day, 1}, duration, ""},
    {"day", {day, 1}, duration, ""},
    {"days", {day, 1}, duration, ""},
    {"week", {week, 1}, duration, ""},
    {"weeks", {week, 1}, duration, ""},
    {"yr", {year, 1}, duration, ""},
    {"year", {year, 1}, duration, ""},
    {"years", {year, 1}, duration, ""},
    {"FLOP", {}, operations, large},
    {"FLOPs", {}, operations, large},
    {"FLOPS", {}, flop_rate, large},
    {"$", {}, money, ""},
    {"USD", {}, money, ""},
    {"J", {}, energy, "pnumkMGTPEZY"},
    {"Wh", {hour, 1}, energy, large},
    {"W", {}, power, "mkMGTPEZY"},
    {"Hz", {}, frequency, "mkMGTPEZY"},
};

constexpr DimensionWords words[] = {
    {size, "a size", "\"80 GiB\" or \"80 GB\" (bytes)",
     "B kB MB GB TB PB EB KiB MiB GiB TiB PiB EiB b kb Mb Gb Tb bit Gbit bytes bits"},
    {duration, "a duration", "\"5 us\", \"30 s\" or \"9 d\"",
     "ps ns us ms s min h d yr seconds minutes hours days week weeks year years"},
    {operations, "a number of operations", "\"3.8e25 FLOP\" or \"312 TFLOP\"",
     "FLOP kFLOP MFLOP GFLOP TFLOP PFLOP EFLOP ZFLOP YFLOP FLOPs TFLOPs"},
    {money, "an amount of money", "\"$2.10\" or \"$1.2M\"", "$ USD"},
    {energy, "an energy", "\"5 kWh\" or \"18 MJ\"", "pJ nJ uJ mJ J kJ MJ GJ Wh kWh MWh GWh TWh"},
    {bandwidth, "a bandwidth", "\"400 Gbps\" (bits per second) or \"50 GB/s\" (bytes per second)",
     "B/s kB/s MB/s GB/s TB/s PB/s GiB/s TiB/s bps kbps Mbps Gbps Tbps Gb/s Tb/s Gbit/s GBps TBps"},
    {flop_rate, "a rate of operations", "\"989 TFLOP/s\"",
     "FLOP/s MFLOP/s GFLOP/s TFLOP/s PFLOP/s EFLOP/s ZFLOP/s FLOPS GFLOPS TFLOPS PFLOPS EFLOPS"},
    {power, "a power", "\"700 W\" or \"10.2 kW\"", "mW W kW MW GW J/s"},
    {money_rate, "a price per time", "\"$2.10/h\"", "$/s $/h $/hour $/d $/day $/yr $/year USD/h"},
    {frequency, "a frequency", "\"1410 MHz\" or \"0.5 /d\"", "mHz Hz kHz MHz GHz /s /h /d /yr"},
};

struct PrefixLetter {
    char letter;
    Scale scale;
};

constexpr PrefixLetter decimal_prefixes[] = {
    {'p', {1, 1e12}}, {'n', {1, 1e9}},  {'u', {1, 1e6}},  {'m', {1, 1e3}},
    {'k', {1e3, 1}},  {'M', {1e6, 1}},  {'G', {1e9, 1}},  {'T', {1e12, 1}},
    {'P', {1e15, 1}}, {'E', {1e18, 1}}, {'Z', {1e21, 1}}, {'Y', {1e24, 1}},
};

std::optional<Scale> decimal_prefix(char letter) {
    for (const PrefixLetter& prefix : decimal_prefixes) {
        if (prefix.letter == letter) {
            return prefix.scale;
        }
    }
    return std::nullopt;
}

std::optional<Scale> binary_prefix(char letter) {
    const std::size_t place = std::string_view("KMGTPE").find(letter);
    if (place == std::string_view::npos) {
        return std::nullopt;
    }
    return Scale{std::ldexp(1.0, 10 * (static_cast<int>(place) + 1)), 1};
}

// What stands before unit.name in text, as a scale; nothing if text is not this unit.
std::optional<Scale> scale_of(std::string_view text, const Unit& unit) {
    if (!text.ends_with(unit.name)) {
        return std::nullopt;
    }
    const std::string_view prefix = text.substr(0, text.size() - unit.name.size());
    if (prefix.empty()) {
        return Scale{};
    }
    if (prefix.size() == 1 && unit.prefixes.find(prefix[0]) != std::string_view::npos) {
        return decimal_prefix(prefix[0]);
    }
    if (prefix.size() == 2 && prefix[1] == 'i' && unit.prefixes.ends_with('i')) {
        return binary_prefix(prefix[0]);
    }
    return std::nullopt;
}

// One unit with its prefix: "GB", "Kib", "min". No spelling has two readings.
std::optional<UnitMeaning> one_unit(std::string_view text) {
    for (const Unit& unit : units) {
        if (const std::optional<Scale> prefix = scale_of(text, unit)) {
            return UnitMeaning{.up = prefix->up * unit.scale.up,
                               .down = prefix->down * unit.scale.down,
                               .dimension = unit.dimension};
        }
    }
    return std::nullopt;
}

}  // namespace

const DimensionWords* words_for(Dimension dimension) {
    for (const DimensionWords& each : words) {
        if (each.dimension == dimension) {
            return &each;
        }
    }
    return nullptr;
}

std::vector<std::string_view> unit_spellings(Dimension dimension) {
    std::vector<std::string_view> spellings;
    const DimensionWords* found = words_for(dimension);
    std::string_view rest = found == nullptr ? "" : found->spellings;
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        spellings.push_back(rest.substr(0, blank));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    return spellings;
}

std::optional<UnitMeaning> unit_meaning(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view above = text.substr(0, slash);
    std::optional<UnitMeaning> meaning = above.empty() ? UnitMeaning{} : one_unit(above);
    if (slash == std::string_view::npos || !meaning) {
        return text.empty() ? std::nullopt : meaning;
    }
    const std::optional<UnitMeaning> below = one_unit(text.substr(slash + 1));
    if (!below) {
        return std::nullopt;
    }
    const Dimension &a = meaning->dimension, &b = below->dimension;
    return UnitMeaning{.up = meaning->up * below->down,
                       .down = meaning->down * below->up,
                       .dimension = {.byte = a.byte - b.byte,
                                     .second = a.second - b.second,
                                     .flop = a.flop - b.flop,
                                     .dollar = a.dollar - b.dollar,
                                     .joule = a.joule - b.joule}};
}

std::optional<UnitMeaning> money_meaning(std::string_view text) {
    double letter = 1;
    if (!text.empty() && text[0] != '/') {
        const std::string_view letters = "kMBT";
        const std::size_t place = letters.find(text[0]);
        if (place == std::string_view::npos) {
            return std::nullopt;
        }
        letter = std::array{1e3, 1e6, 1e9, 1e12}[place];
        text.remove_prefix(1);
    }
    std::optional<UnitMeaning> meaning = unit_meaning("$" + std::string(text));
    if (meaning) {
        meaning->up *= letter;
    }
    return meaning;
}

}  // namespace foretoken
