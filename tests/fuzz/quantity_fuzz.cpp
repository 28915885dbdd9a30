// Can any text crash the parser of quantities, or make it return what cannot be a quantity?
#include <cmath>
#include <string>

#include "base/text.hpp"
#include "input.hpp"

namespace {

// What is read is finite and not negative; what is printed of it is read again as nearly the same.
template <class Q>
void try_parse(std::string_view text) {
    const foretoken::Result<Q> value = foretoken::parse<Q>(text);
    if (!value) {
        foretoken::fuzz::require(!value.error().message.empty());
        return;
    }
    foretoken::fuzz::require(std::isfinite(value->value) && value->value >= 0);
    const std::string printed = foretoken::to_text(*value);
    const foretoken::Result<Q> again = foretoken::parse<Q>(printed);
    foretoken::fuzz::require(static_cast<bool>(again));
    foretoken::fuzz::require(std::abs(again->value - value->value) <= 0.0051 * value->value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = foretoken::fuzz::text(data, size);
    try_parse<foretoken::Bytes>(text);
    try_parse<foretoken::Seconds>(text);
    try_parse<foretoken::Flops>(text);
    try_parse<foretoken::Bandwidth>(text);
    try_parse<foretoken::FlopRate>(text);
    try_parse<foretoken::Dollars>(text);
    try_parse<foretoken::DollarRate>(text);
    try_parse<foretoken::Joules>(text);
    try_parse<foretoken::Watts>(text);
    try_parse<foretoken::Hertz>(text);
    const auto number = foretoken::parse_number(text);
    foretoken::fuzz::require(!number || std::isfinite(*number));
    const auto integer = foretoken::parse_integer(text);
    foretoken::fuzz::require(!integer || std::to_string(*integer).size() <= text.size() + 1);
    return 0;
}
