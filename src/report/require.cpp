// Does a forecast meet a condition?
#include "report/require.hpp"

#include <optional>
#include <vector>

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

struct Observed {
    double value = 0.0;
    std::string text;
    Result<double> limit;
};

template <class Q>
Observed observed(Q value, const std::string& limit) {
    const Result<Q> parsed = parse<Q>(limit);
    return {.value = value.value,
            .text = to_text(value),
            .limit = parsed ? Result<double>(parsed->value) : Result<double>(parsed.error())};
}

std::optional<Observed> look_up(const Comparison& c, const Forecast& f) {
    if (c.name == "step") {
        return observed(f.step, c.value);
    }
    if (c.name == "memory") {
        return observed(f.peak_memory(), c.value);
    }
    const auto plain = [&](double value) {
        return Observed{
            .value = value, .text = with_digits(value, 4), .limit = parse_number(c.value)};
    };
    if (c.name == "mfu") {
        return plain(f.rate(f.flops.model_full) / f.peak);
    }
    if (c.name == "tokens_per_s_per_accelerator") {
        return plain(f.tokens_per_second_per_accelerator());
    }
    if (c.name == "joules_per_token") {
        return plain(f.energy.per_token);
    }
    if (c.name == "watts") {
        return observed(f.energy.accelerator, c.value);
    }
    for (const Term& term : f.terms) {
        if (term.key == c.name) {
            return observed(term.time, c.value);
        }
    }
    return std::nullopt;
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

Result<Requirement> check(std::string_view expression, const Forecast& f) {
    const auto comparison = split(expression);
    if (!comparison) {
        return not_understood(expression, "is not NAME < VALUE or NAME > VALUE",
                              "for example \"mfu > 0.4\"");
    }
    const auto found = look_up(*comparison, f);
    if (!found) {
        return not_understood(expression, "unknown quantity \"" + comparison->name + "\"",
                              did_you_mean(comparison->name, f));
    }
    if (!found->limit) {
        return not_understood(expression, found->limit.error().message, found->limit.error().hint);
    }
    return Requirement{.condition = std::string(expression),
                       .holds = compare(found->value, comparison->sign, *found->limit),
                       .observed = comparison->name + " is " + found->text};
}

Result<std::vector<Requirement>> check_all(const std::vector<std::string>& expressions,
                                           const Forecast& f) {
    std::vector<Requirement> all;
    for (const std::string& expression : expressions) {
        auto requirement = check(expression, f);
        if (!requirement) {
            return requirement.error();
        }
        all.push_back(*std::move(requirement));
    }
    return all;
}

}  // namespace foretoken::report
