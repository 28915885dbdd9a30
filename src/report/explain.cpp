// What does a person, or a program, get told about where a figure comes from?
#include "report/explain.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "report/phrases.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

template <class Q>
bool of(const Account& a) {
    return a.dimension == dimension_of(Q{});
}

std::string number_text(const Account& a) {
    const bool whole = std::abs(a.value) < 1e15 && a.value == std::round(a.value);
    const std::string digits = whole ? with_commas(std::llround(a.value)) : with_digits(a.value, 4);
    return a.unit.empty() ? digits : digits + " " + a.unit;
}

bool in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

const Account* part_named(const Account& a, std::string_view name) {
    const auto at = std::find_if(a.parts.begin(), a.parts.end(),
                                 [&](const Account& part) { return part.name == name; });
    return at == a.parts.end() ? nullptr : &*at;
}

std::string emphasised(const std::string& text, bool color) {
    return color ? "\033[1m" + text + "\033[0m" : text;
}

// Prints one figure after the other, each a level further in than what it is a part of.
class Writer {
public:
    explicit Writer(const ExplainStyle& style) : style_(style) {}

    void figure(const Account& a, std::size_t level, const std::string& name) {
        const std::string share =
            level == 0 && !style_.share.empty() ? " (" + style_.share + ")" : "";
        const std::string says = a.says.empty() || a.says == name ? "" : ": " + a.says;
        line(level, name + " = " + value_text(a) + share + says, level == 0);
        if (a.parts.empty()) {
            source(a, level + 1);
            return;
        }
        made(a, level + 1);
        if (level >= style_.depth) {
            return;
        }
        for (const Account& part : a.parts) {
            figure(part, level + 1, part.name);
        }
    }
    std::string text() && { return std::move(out_); }

private:
    void made(const Account& a, std::size_t level) {
        if (!a.method.empty()) {
            line(level, "by method: " + a.method + where(a));
        } else if (a.formula.empty()) {
            line(level, "the sum of " + std::to_string(a.parts.size()) +
                            (a.parts.size() == 1 ? " part" : " parts") + where(a));
        } else {
            line(level, "= " + a.formula + where(a));
            line(level, "= " + substituted(a));
        }
    }
    static std::string where(const Account& a) {
        return a.where.empty() ? "" : "  [" + a.where + "]";
    }
    void source(const Account& a, std::size_t level) {
        std::string text = std::string(status_name(a.from.status)) + ": " + a.from.source;
        text += a.from.date.empty() ? "" : " (" + a.from.date + ")";
        line(level, text);
    }
    void line(std::size_t level, const std::string& text, bool strong = false) {
        const std::string indent(2 + 2 * level, ' ');
        const std::string broken = wrapped(indent + text, style_.width, indent.size() + 2);
        out_ += (strong ? emphasised(broken, style_.color) : broken) + "\n";
    }

    const ExplainStyle& style_;
    std::string out_;
};

nlohmann::ordered_json tree(const Account& a) {
    nlohmann::ordered_json out{{"name", a.name}, {"value", a.value}, {"unit", unit_text(a)}};
    const auto add = [&](const char* key, const std::string& text) {
        if (!text.empty()) {
            out[key] = text;
        }
    };
    add("says", a.says);
    add("formula", a.formula);
    add("method", a.method);
    add("where", a.where);
    if (a.parts.empty()) {
        out["status"] = status_name(a.from.status);
        add("source", a.from.source);
        add("date", a.from.date);
        add("note", a.from.note);
    }
    for (const Account& part : a.parts) {
        out["parts"].push_back(tree(part));
    }
    return out;
}

}  // namespace

std::string unit_text(const Account& a) {
    struct Named {
        Dimension dimension;
        const char* unit;
    };
    static const Named known[] = {
        {dimension_of(Bytes{}), "B"},          {dimension_of(Seconds{}), "s"},
        {dimension_of(Flops{}), "FLOP"},       {dimension_of(Dollars{}), "USD"},
        {dimension_of(Joules{}), "J"},         {dimension_of(Bandwidth{}), "B/s"},
        {dimension_of(FlopRate{}), "FLOP/s"},  {dimension_of(Watts{}), "W"},
        {dimension_of(DollarRate{}), "USD/s"}, {dimension_of(Hertz{}), "Hz"}};
    for (const Named& row : known) {
        if (row.dimension == a.dimension) {
            return row.unit;
        }
    }
    return a.unit;
}

std::string value_text(const Account& a) {
    if (of<Seconds>(a)) {
        return to_text(Seconds{a.value});
    }
    if (of<Bytes>(a)) {
        return to_text(Bytes{a.value});
    }
    if (of<Bandwidth>(a)) {
        return to_text(Bandwidth{a.value});
    }
    if (of<FlopRate>(a)) {
        return to_text(FlopRate{a.value});
    }
    if (of<Flops>(a)) {
        return to_text(Flops{a.value});
    }
    if (of<Watts>(a)) {
        return to_text(Watts{a.value});
    }
    if (of<Joules>(a)) {
        return to_text(Joules{a.value});
    }
    if (of<Hertz>(a)) {
        return to_text(Hertz{a.value});
    }
    return number_text(a);
}

std::string substituted(const Account& a) {
    std::string out;
    for (std::size_t at = 0; at < a.formula.size();) {
        std::size_t end = at;
        while (end < a.formula.size() && in_name(a.formula[end])) {
            ++end;
        }
        if (end == at) {
            out += a.formula[at++];
            continue;
        }
        const std::string name = a.formula.substr(at, end - at);
        const Account* part = part_named(a, name);
        out += part == nullptr ? name : value_text(*part);
        at = end;
    }
    return out;
}

std::string explanation(const Account& account, const ExplainStyle& style) {
    Writer writer(style);
    writer.figure(account, 0, style.path);
    return std::move(writer).text();
}

std::string explanation_json(const Account& account, std::string_view path) {
    const nlohmann::ordered_json out{{"explain", 1}, {"path", path}, {"account", tree(account)}};
    return out.dump(1) + "\n";
}

}  // namespace foretoken::report
