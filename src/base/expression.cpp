// What does a formula such as "launch + bytes / rate" give?
#include "base/expression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace foretoken {
namespace {

constexpr int deepest = 100;  // parentheses within parentheses

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<double> of_one(std::string_view name, double x) {
    if (name == "ceil") {
        return std::ceil(x);
    }
    if (name == "floor") {
        return std::floor(x);
    }
    if (name == "round") {
        return std::round(x);
    }
    if (name == "sqrt") {
        return std::sqrt(x);
    }
    if (name == "exp") {
        return std::exp(x);
    }
    if (name == "log") {
        return std::log(x);
    }
    return name == "log2" ? std::optional(std::log2(x)) : std::nullopt;
}

std::optional<double> applied(std::string_view name, const std::vector<double>& to) {
    if (to.empty()) {
        return std::nullopt;
    }
    if (name == "min") {
        return *std::min_element(to.begin(), to.end());
    }
    if (name == "max") {
        return *std::max_element(to.begin(), to.end());
    }
    if (name == "hypot") {
        return std::sqrt(std::inner_product(to.begin(), to.end(), to.begin(), 0.0));
    }
    return to.size() == 1 ? of_one(name, to[0]) : std::nullopt;
}

// Recursive descent; a failure leaves its message and ends every level.
class Parser {
public:
    Parser(std::string_view text, const LookUp& look_up) : text_(text), look_up_(look_up) {}

    Result<double> run() {
        const double value = sum();
        if (error_.empty() && !rest().empty()) {
            error_ = "\"" + std::string(rest().substr(0, 20)) + "\" is not understood";
        }
        if (error_.empty() && !std::isfinite(value)) {
            error_ = "has no finite value";
        }
        if (error_.empty()) {
            return value;
        }
        return Error{.kind = Error::Kind::bad_input, .where = "", .message = error_, .hint = ""};
    }

private:
    std::string_view rest() {
        while (at_ < text_.size() && text_[at_] == ' ') {
            ++at_;
        }
        return text_.substr(at_);
    }
    bool take(char c) {
        if (rest().empty() || text_[at_] != c) {
            return false;
        }
        ++at_;
        return true;
    }
    double fail(std::string message) {
        error_ = error_.empty() ? std::move(message) : error_;
        at_ = text_.size();
        return 0.0;
    }

    double sum() {
        double value = product();
        while (true) {
            if (take('+')) {
                value += product();
            } else if (take('-')) {
                value -= product();
            } else {
                return value;
            }
        }
    }
    double product() {
        double value = power();
        while (true) {
            if (take('*')) {
                value *= power();
            } else if (take('/')) {
                value /= power();
            } else {
                return value;
            }
        }
    }
    double power() {
        if (++depth_ > deepest) {
            return fail("is nested too deeply");
        }
        double value = 0.0;
        if (take('-')) {
            value = -power();
        } else {
            value = atom();
            value = take('^') ? std::pow(value, power()) : value;
        }
        --depth_;
        return value;
    }
    double atom() {
        if (take('(')) {
            const double value = sum();
            return take(')') ? value : fail("a parenthesis is not closed");
        }
        const std::string_view word = next_word();
        if (word.empty()) {
            return fail("a number or a name is missing");
        }
        if (is_digit(word[0])) {
            const auto number = parse_number(word);
            return number ? *number : fail("\"" + std::string(word) + "\" is no number");
        }
        return take('(') ? call(word) : named(word);
    }
    // A number may have an exponent with a sign: "1.5e-3".
    std::string_view next_word() {
        const std::string_view left = rest();
        std::size_t end = 0;
        while (end < left.size() && is_name(left[end])) {
            ++end;
        }
        const bool number = end > 0 && is_digit(left[0]);
        if (number && left[end - 1] == 'e' && end < left.size() &&
            (left[end] == '-' || left[end] == '+')) {
            ++end;
            while (end < left.size() && is_digit(left[end])) {
                ++end;
            }
        }
        at_ += end;
        return left.substr(0, end);
    }
    double call(std::string_view name) {
        std::vector<double> arguments;
        do {
            arguments.push_back(sum());
        } while (take(','));
        if (!take(')')) {
            return fail("a parenthesis is not closed");
        }
        const auto value = applied(name, arguments);
        return value ? *value : fail("unknown function \"" + std::string(name) + "\"");
    }
    double named(std::string_view name) {
        const auto value = look_up_(name);
        return value ? *value : fail("unknown name \"" + std::string(name) + "\"");
    }

    std::string_view text_;
    const LookUp& look_up_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string error_;
};

}  // namespace

Result<double> evaluate(std::string_view formula, const LookUp& look_up) {
    return Parser(formula, look_up).run();
}

}  // namespace foretoken
