// Does a forecast meet a condition?
#include "report/require.hpp"

#include <functional>
#include <optional>
#include <vector>

#include "base/expression.hpp"
#include "base/text.hpp"
#include "report/phrases.hpp"

namespace foretoken::report {
namespace {

struct Comparison {
    std::string name;
    std::string sign;  // "<", "<=", ">", ">="
    std::string value;
};

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t");
    return first == std::string_view::npos ? std::string()
                                           : std::string(text.substr(first, last - first + 1));
}

std::optional<Comparison> split(std::string_view expression) {
    const auto at = expression.find_first_of("<>");
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const bool equal = at + 1 < expression.size() && expression[at + 1] == '=';
    Comparison c{.name = trimmed(expression.substr(0, at)),
                 .sign = std::string(expression.substr(at, equal ? 2 : 1)),
                 .value = trimmed(expression.substr(at + (equal ? 2 : 1)))};
    return c.name.empty() || c.value.empty() ? std::nullopt : std::optional<Comparison>(c);
}

bool compare(double left, const std::string& sign, double right) {
    if (sign == "<") {
        return left < right;
    }
    if (sign == "<=") {
        return left <= right;
    }
    return sign == ">" ? left > right : left >= right;
}

Error not_understood(std::string_view expression, std::string message, std::string hint) {
    return {.kind = Error::Kind::bad_input,
            .where = "require \"" + std::string(expression.substr(0, 80)) + "\"",
            .message = std::move(message),
            .hint = std::move(hint)};
}

// A quantity of a forecast, and how a limit to it is read.
struct Observed {
    double value = 0.0;
    std::string text;
    std::function<Result<double>(const std::string& limit)> read;
};

template <class Q>
Observed observed(Q value) {
    return {.value = value.value, .text = to_text(value), .read = [](const std::string& limit) {
                const Result<Q> parsed = parse<Q>(limit);
                return parsed ? Result<double>(parsed->value) : Result<double>(parsed.error());
            }};
}

Observed observed(double number) {
    return {.value = number, .text = with_digits(number, 4), .read = [](const std::string& limit) {
                return parse_number(limit);
            }};
}

std::optional<Observed> look_up(const std::string& name, const Forecast& f) {
    if (name == "step") {
        return observed(f.step);
    }
    if (name == "memory") {
        return observed(f.peak_memory());
    }
    if (name == "mfu") {
        return observed(f.rate(f.flops.model_full) / f.peak);
    }
    if (name == "tokens_per_s_per_accelerator") {
        return observed(f.tokens_per_second_per_accelerator());
    }
    if (name == "joules_per_token") {
        return observed(f.energy.per_token);
    }
    if (name == "watts") {
        return observed(f.energy.accelerator);
    }
    for (const Term& term : f.terms) {
        if (term.key == name) {
            return observed(term.time);
        }
    }
    return std::nullopt;
}

// "1.02 * base" is a formula of what the base has of the same quantity; else a value with its unit.
Result<double> limit_of(const std::string& text, const Observed& here,
                        const std::optional<Observed>& there) {
    if (text.find("base") == std::string::npos) {
        return here.read(text);
    }
    if (!there) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "",
                     .message = "there is no base here",
                     .hint = "foretoken compare BASE NEW --require ..."};
    }
    return evaluate(text, [&](std::string_view name) {
        return name == "base" ? std::optional<double>(there->value) : std::nullopt;
    });
}

std::string did_you_mean(const std::string& name, const Forecast& f) {
    std::vector<std::string> known{
        "step", "memory", "mfu", "tokens_per_s_per_accelerator", "watts", "joules_per_token"};
    for (const Term& term : f.terms) {
        known.emplace_back(term.key);
    }
    const std::string near = nearest(name, known);
    return near.empty() ? "known are step, memory, mfu, tokens_per_s_per_accelerator, watts, "
                          "joules_per_token and the terms"
                        : "did you mean " + near + "?";
}

}  // namespace

Result<Requirement> check(std::string_view expression, const Forecast& f, const Forecast* base) {
    const auto comparison = split(expression);
    if (!comparison) {
        return not_understood(expression, "is not NAME < VALUE or NAME > VALUE",
                              "for example \"mfu > 0.4\"");
    }
    const auto found = look_up(comparison->name, f);
    if (!found) {
        return not_understood(expression, "unknown quantity \"" + comparison->name + "\"",
                              did_you_mean(comparison->name, f));
    }
    const auto there = base == nullptr ? std::nullopt : look_up(comparison->name, *base);
    const auto limit = limit_of(comparison->value, *found, there);
    if (!limit) {
        return not_understood(expression, limit.error().message, limit.error().hint);
    }
    return Requirement{.condition = std::string(expression),
                       .holds = compare(found->value, comparison->sign, *limit),
                       .observed = comparison->name + " is " + found->text +
                                   (there ? ", that of the base " + there->text : std::string())};
}

Result<std::vector<Requirement>> check_all(const std::vector<std::string>& expressions,
                                           const Forecast& f, const Forecast* base) {
    std::vector<Requirement> all;
    for (const std::string& expression : expressions) {
        auto requirement = check(expression, f, base);
        if (!requirement) {
            return requirement.error();
        }
        all.push_back(*std::move(requirement));
    }
    return all;
}

}  // namespace foretoken::report
