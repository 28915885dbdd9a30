#include "base/expression.hpp"

#include <doctest/doctest.h>

namespace foretoken {
namespace {

Result<double> value(std::string_view formula) {
    return evaluate(formula, [](std::string_view name) -> std::optional<double> {
        if (name == "a") {
            return 3.0;
        }
        return name == "rate.of_x" ? std::optional(0.5) : std::nullopt;
    });
}

TEST_CASE("precedence is that of arithmetic") {
    CHECK(*value("1 + 2 * a") == 7.0);
    CHECK(*value("(1 + 2) * a") == 9.0);
    CHECK(*value("8 / 2 / 2") == 2.0);
    CHECK(*value("7 - 2 - 1") == 4.0);
    CHECK(*value("-a ^ 2") == -9.0);
    CHECK(*value("2 ^ 3 ^ 2") == 512.0);
    CHECK(*value("2 * -a") == -6.0);
}

TEST_CASE("names, numbers and functions") {
    CHECK(*value("rate.of_x * 4") == 2.0);
    CHECK(*value("1.5e-3 * 2e+3") == 3.0);
    CHECK(*value("max(1, a, 2) + min(4, a)") == 6.0);
    CHECK(*value("hypot(a, 4)") == 5.0);
    CHECK(*value("ceil(2.1) + floor(2.9) + round(2.5)") == 8.0);
    CHECK(*value("log2(8) + sqrt(16) + log(exp(1))") == doctest::Approx(8.0));
}

TEST_CASE("what cannot be computed is refused, never a number") {
    CHECK(value("1 +").error().message == "a number or a name is missing");
    CHECK(value("").error().message == "a number or a name is missing");
    CHECK(value("b * 2").error().message == "unknown name \"b\"");
    CHECK(value("sin(1)").error().message == "unknown function \"sin\"");
    CHECK(value("sqrt(1, 2)").error().message == "unknown function \"sqrt\"");
    CHECK(value("(1 + 2").error().message == "a parenthesis is not closed");
    CHECK(value("max(1").error().message == "a parenthesis is not closed");
    CHECK(value("1 2").error().message == "\"2\" is not understood");
    CHECK(value("2x").error().message == "\"2x\" is no number");
    CHECK(value("1 / 0").error().message == "has no finite value");
    CHECK(value(std::string(1000, '(')).error().message == "is nested too deeply");
    CHECK(value(std::string(100000, '-')).error().message == "is nested too deeply");
}

}  // namespace
}  // namespace foretoken
