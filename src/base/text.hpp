// How is a quantity written, and what does text such as "400 Gbps" or "80 GiB" mean?
//
// A number, optional blanks, a unit; the unit decides the dimension, so a bandwidth is never taken
// for a size, nor bits (b) for bytes (B), nor GB for GiB. FLOP and FLOPs count operations; FLOP/s
// and FLOPS are rates. A year is 365 days. No locale is consulted.
#pragma once

#include <cstdint>
#include <foretoken/quantity.hpp>
#include <foretoken/result.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/unit.hpp"

namespace foretoken {

// The value of `text` in base units (byte, second, flop, dollar, joule), finite and not negative.
// Every error is bad_input with an empty `where` (the caller knows the place) and, where one can be
// given, a hint that shows what to write.
Result<double> parse_base_units(std::string_view text, Dimension wanted);

// parse<Bandwidth>("400 Gbps") is 50e9 bytes per second. Works for every Quantity, so that
// "$0.08/kWh" is a Quantity<0, 0, 0, 1, -1>.
template <class Q>
Result<Q> parse(std::string_view text) {
    const Result<double> value = parse_base_units(text, dimension_of(Q{}));
    if (!value) {
        return value.error();
    }
    return Q{*value};
}

// A finite number without unit: decimal digits with optional minus sign, fraction and exponent.
Result<double> parse_number(std::string_view text);

// Plain digits with an optional minus sign; "4k", "4,096" and "4e3" are refused.
Result<std::int64_t> parse_integer(std::string_view text);

// Three significant digits, the prefix that keeps the number short, always a unit: "39.1 GB",
// "12.3 ms", "1.5 h", "312 TFLOP/s", "$1.23M", "$2.10/h". What is printed can be parsed again.
enum class Prefix { decimal, binary };  // GB or GiB
std::string to_text(Bytes value, Prefix prefix = Prefix::decimal);
std::string to_text(Seconds value);  // ns, us, ms, s, min, h, d, yr
std::string to_text(Flops value);
std::string to_text(Dollars value);
std::string to_text(Joules value);     // J, kJ, MJ; from 1 kWh on in kWh, MWh, GWh, TWh
std::string to_text(Bandwidth value);  // bytes per second
std::string to_text(FlopRate value);
std::string to_text(Watts value);
std::string to_text(DollarRate value);  // dollars per hour
std::string to_text(Hertz value);

// 0.0123456 with 3 digits is "0.0123", 1234.5 is "1230", 6.022e23 is "6.02e23"; no trailing zeros
// after the point. significant is 1 to 17.
std::string with_digits(double value, int significant);

// 0.4123 is "41.2%".
std::string percent(double fraction, int significant = 3);

// 10240 is "10,240".
std::string with_commas(std::int64_t count);

// The candidate most like `word`, for "did you mean"; empty if none is near. At most a third of the
// letters may differ (a change of case, or of '-' to '_', counts half); otherwise a candidate that
// begins with the word will do. Of equals the first wins.
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace foretoken
