// How is a quantity written, and what does text such as "400 Gbps" or "80 GiB" mean?
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

namespace foretoken {
namespace {

constexpr double minute = 60, hour = 3600, day = 86400, year = 365 * day;

// ---- errors ------------------------------------------------------------------------------------

// Quotes what the user wrote, short and in printable ASCII, so that any report can carry it.
std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string out = "\"";
    for (const char c : text.substr(0, longest)) {
        out += (c >= ' ' && c <= '~') ? c : '?';
    }
    out += text.size() > longest ? "...\"" : "\"";
    return out;
}

Error bad_input(std::string message, std::string hint = "") {
    return {.kind = Error::Kind::bad_input,
            .where = "",
            .message = std::move(message),
            .hint = std::move(hint)};
}

std::string hint_for(const DimensionWords* words) {
    return words == nullptr ? "" : "write " + std::string(words->example);
}

// ---- reading -----------------------------------------------------------------------------------

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::size_t digits_from(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) {
        ++end;
    }
    return end - at;
}

// The length of the number at the start of text: digits[.digits][e[sign]digits]; 0 if there is
// none. An 'E' without digits after it is the prefix exa, as in "5EB".
std::size_t number_length(std::string_view text) {
    const std::size_t whole = digits_from(text, 0);
    std::size_t length = whole;
    if (length < text.size() && text[length] == '.') {
        const std::size_t fraction = digits_from(text, length + 1);
        if (whole + fraction == 0) {
            return 0;
        }
        length += 1 + fraction;
    }
    if (length > 0 && length < text.size() && (text[length] == 'e' || text[length] == 'E')) {
        std::size_t at = length + 1;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        const std::size_t exponent = digits_from(text, at);
        length = exponent > 0 ? at + exponent : length;
    }
    return length;
}

// The double nearest to a number measured by number_length; nothing if no double can hold it.
std::optional<double> to_double(std::string_view number) {
    double value = 0.0;
#ifdef __EMSCRIPTEN__  // has no from_chars for doubles; its strtod knows no locale
    value = std::strtod(std::string(number).c_str(), nullptr);
    const bool lost_to_zero =
        value == 0.0 && number.substr(0, number.find_first_of("eE")).find_first_of("123456789") !=
                            std::string_view::npos;
    const bool held = std::isfinite(value) && !lost_to_zero;
#else
    const bool held =
        std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc{};
#endif
    return held ? std::optional(value) : std::nullopt;
}

// The micro sign and the Greek letter mu, in UTF-8, become 'u'.
std::string with_ascii_micro(std::string_view text) {
    std::string out(text);
    for (const std::string_view micro : {"\xC2\xB5", "\xCE\xBC"}) {
        for (std::size_t at = out.find(micro); at != std::string::npos; at = out.find(micro, at)) {
            out.replace(at, micro.size(), "u");
        }
    }
    return out;
}

Error unknown_unit(std::string_view text, std::string_view unit, Dimension wanted) {
    const std::string near = nearest(unit, unit_spellings(wanted));
    const std::string hint =
        near.empty() ? hint_for(words_for(wanted)) : "did you mean \"" + near + "\"?";
    return bad_input(quoted(unit) + " in " + quoted(text) + " is not a unit", hint);
}

Error wrong_dimension(std::string_view text, Dimension found, Dimension wanted) {
    const DimensionWords* is = words_for(found);
    const DimensionWords* should = words_for(wanted);
    std::string message = quoted(text) + " is ";
    message += is == nullptr ? "another quantity" : is->name;
    message += should == nullptr ? ", not what is asked for" : ", not " + std::string(should->name);
    return bad_input(message, hint_for(should));
}

// ---- writing -----------------------------------------------------------------------------------

// A positive finite number as its significant digits d.ddd and a power of ten.
struct Decimal {
    std::string digits;
    int exponent = 0;
};

Decimal rounded(double value, int significant) {
    std::array<char, 40> buffer{};
    const int precision = std::clamp(significant, 1, 17) - 1;
#ifdef __EMSCRIPTEN__
    std::snprintf(buffer.data(), buffer.size(), "%.*e", precision, value);
#else
    std::to_chars(buffer.data(), buffer.data() + buffer.size() - 1, value,
                  std::chars_format::scientific, precision);
#endif
    const std::string_view text = buffer.data();
    const std::size_t e = text.find('e');
    Decimal decimal{.digits = std::string(text.substr(0, e)),
                    .exponent = std::atoi(buffer.data() + e + 1)};
    std::erase(decimal.digits, '.');
    const std::size_t last = decimal.digits.find_last_not_of('0');
    decimal.digits.resize(std::max<std::size_t>(last + 1, 1));
    return decimal;
}

std::string plain(Decimal decimal) {
    if (decimal.exponent < 0) {
        return "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') +
               decimal.digits;
    }
    const std::size_t whole = static_cast<std::size_t>(decimal.exponent) + 1;
    if (decimal.digits.size() <= whole) {
        decimal.digits.resize(whole, '0');
        return decimal.digits;
    }
    return decimal.digits.insert(whole, ".");
}

// Three digits, but never a zero in place of a known digit: 1023 GiB stays 1023 GiB.
std::string three_digits(double value) {
    return with_digits(value, std::abs(value) < 1000 ? 3 : 4);
}

struct Step {
    double size;
    std::string_view unit;
};

// Written in the largest step that leaves at least 1 after rounding to three digits.
std::string in_steps(double value, std::span<const Step> steps) {
    const Step* best = &steps.front();
    for (const Step& step : steps) {
        if (std::abs(value) >= 0.9995 * step.size) {
            best = &step;
        }
    }
    return three_digits(value / best->size) + std::string(best->unit);
}

std::string with_prefix(double value, std::string_view unit) {
    constexpr std::string_view letters = "kMGTPEZY";
    double size_of_step = 1;
    std::string name = " " + std::string(unit);
    for (const char letter : letters) {
        if (std::abs(value) < 0.9995 * size_of_step * 1000) {
            break;
        }
        size_of_step *= 1000;
        name = std::string(" ") + letter + std::string(unit);
    }
    return three_digits(value / size_of_step) + name;
}

}  // namespace

// ---- the public functions ----------------------------------------------------------------------

Result<double> parse_base_units(std::string_view original, Dimension wanted) {
    const std::string ascii = with_ascii_micro(trimmed(original));
    std::string_view text = ascii;
    const std::string hint = hint_for(words_for(wanted));
    std::string_view number = text;
    bool negative = false, in_dollars = false;
    for (const char sign : {'-', '$', '-'}) {  // "-$5" and "$-5"
        if (number.starts_with(sign)) {
            (sign == '$' ? in_dollars : negative) = true;
            number = trimmed(number.substr(1));
        }
    }
    const std::size_t length = number_length(number);
    const std::string_view unit = trimmed(number.substr(length));
    if (text.empty()) {
        return bad_input("there is no value", hint);
    }
    if (length == 0) {
        return bad_input(quoted(text) + " does not begin with a number", hint);
    }
    if (negative) {
        return bad_input(quoted(text) + " is negative", hint);
    }
    if (unit.starts_with(',') || unit.starts_with('_')) {
        return bad_input(quoted(text) + " groups its digits",
                         "write the digits without ',' or '_'");
    }
    const std::optional<double> count = to_double(number.substr(0, length));
    if (!count) {
        return bad_input(quoted(text) + " is outside the range of numbers", hint);
    }
    if (unit.empty() && !in_dollars) {
        return bad_input(quoted(text) + " has no unit", hint);
    }
    const std::optional<UnitMeaning> meaning =
        in_dollars ? money_meaning(unit) : unit_meaning(unit);
    if (!meaning) {
        return unknown_unit(text, unit, wanted);
    }
    if (meaning->dimension != wanted) {
        return wrong_dimension(text, meaning->dimension, wanted);
    }
    const double value = *count * meaning->up / meaning->down;
    if (!std::isfinite(value) || (value == 0.0 && *count != 0.0)) {
        return bad_input(quoted(text) + " is outside the range of numbers", hint);
    }
    return value;
}

Result<double> parse_number(std::string_view original) {
    const std::string_view text = trimmed(original);
    const bool negative = text.starts_with('-');
    const std::string_view number = text.substr(negative ? 1 : 0);
    const std::size_t length = number_length(number);
    if (length == 0 || length != number.size()) {
        return bad_input(quoted(text) + " is not a number", "write plain digits such as \"0.25\"");
    }
    const std::optional<double> value = to_double(number);
    if (!value) {
        return bad_input(quoted(text) + " is outside the range of numbers");
    }
    return negative ? -*value : *value;
}

Result<std::int64_t> parse_integer(std::string_view original) {
    const std::string_view text = trimmed(original);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range) {
        return bad_input(quoted(text) + " is too large for a whole number");
    }
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return bad_input(quoted(text) + " is not a whole number",
                         "write plain digits such as \"4096\"");
    }
    return value;
}

std::string with_digits(double value, int significant) {
    if (value == 0.0) {
        return "0";
    }
    if (!std::isfinite(value)) {
        return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    const std::string sign = value < 0 ? "-" : "";
    Decimal decimal = rounded(std::abs(value), significant);
    if (decimal.exponent >= -5 && decimal.exponent < 15) {
        return sign + plain(decimal);
    }
    if (decimal.digits.size() > 1) {
        decimal.digits.insert(1, ".");
    }
    return sign + decimal.digits + "e" + std::to_string(decimal.exponent);
}

std::string percent(double fraction, int significant) {
    return with_digits(100.0 * fraction, significant) + "%";
}

std::string with_commas(std::int64_t count) {
    std::string digits = std::to_string(count);
    const std::size_t first = count < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string to_text(Bytes value, Prefix prefix) {
    static constexpr Step binary[] = {{0x1p0, " B"},    {0x1p10, " KiB"}, {0x1p20, " MiB"},
                                      {0x1p30, " GiB"}, {0x1p40, " TiB"}, {0x1p50, " PiB"},
                                      {0x1p60, " EiB"}};
    return prefix == Prefix::binary ? in_steps(value.value, binary) : with_prefix(value.value, "B");
}

std::string to_text(Seconds value) {
    static constexpr Step steps[] = {{1e-9, " ns"},    {1e-6, " us"}, {1e-3, " ms"}, {1, " s"},
                                     {minute, " min"}, {hour, " h"},  {day, " d"},   {year, " yr"}};
    return value.value == 0.0 ? "0 s" : in_steps(value.value, steps);
}

std::string to_text(Flops value) {
    return with_prefix(value.value, "FLOP");
}

std::string to_text(Dollars value) {
    static constexpr Step steps[] = {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "B"}, {1e12, "T"}};
    const double amount = std::abs(value.value);
    std::string text = in_steps(amount, steps);
    if (amount < 1000 && text.size() >= 3 && text[text.size() - 2] == '.') {
        text += '0';  // $2.10, not $2.1
    }
    return (value.value < 0 ? "-$" : "$") + text;
}

std::string to_text(Joules value) {
    static constexpr Step steps[] = {{1, " J"},
                                     {1e3, " kJ"},
                                     {1e6, " MJ"},
                                     {1e3 * hour, " kWh"},
                                     {1e6 * hour, " MWh"},
                                     {1e9 * hour, " GWh"},
                                     {1e12 * hour, " TWh"}};
    return in_steps(value.value, steps);
}

std::string to_text(Bandwidth value) {
    return with_prefix(value.value, "B/s");
}
std::string to_text(FlopRate value) {
    return with_prefix(value.value, "FLOP/s");
}
std::string to_text(Watts value) {
    return with_prefix(value.value, "W");
}
std::string to_text(DollarRate value) {
    return to_text(Dollars{value.value * hour}) + "/h";
}
std::string to_text(Hertz value) {
    return with_prefix(value.value, "Hz");
}

}  // namespace foretoken
