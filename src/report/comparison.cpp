// What changes between two forecasts, and why?
#include "report/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/phrases.hpp"
#include "report/result.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

struct Moved {
    std::string_view key;
    std::string_view says;
    Seconds before;
    Seconds after;
    Seconds change() const { return after - before; }
};

// Terms that move by what a reader can see, the largest change first.
std::vector<Moved> moved_terms(const Comparison& c) {
    constexpr double visible = 0.0005;  // of a step: half a digit of the shares that are shown
    std::vector<Moved> list;
    for (const Term& before : c.a.forecast.terms) {
        for (const Term& after : c.b.forecast.terms) {
            if (after.key == before.key) {
                list.push_back({before.key, before.says, before.time, after.time});
            }
        }
    }
    const double least = visible * c.a.forecast.step.value;
    std::erase_if(list, [&](const Moved& m) { return std::abs(m.change().value) < least; });
    std::stable_sort(list.begin(), list.end(), [](const Moved& x, const Moved& y) {
        return std::abs(x.change().value) > std::abs(y.change().value);
    });
    return list;
}

std::string sign(double change) {
    return change < 0.0 ? "-" : change > 0.0 ? "+" : "~";
}

template <class Q>
std::string signed_text(Q change) {
    return sign(change.value) + (change.value == 0.0 ? "" : to_text(Q{std::abs(change.value)}));
}

std::string arrow(const Style& style) {
    return style.unicode ? " → " : " -> ";
}

double mfu(const Forecast& f) {
    return f.rate(f.flops.model_full) / f.peak;
}

// "-16.3%"
std::string change_text(double before, double after) {
    return after == before ? "~" : signed_percent(after / before - 1.0);
}

std::string fit(const Side& side) {
    return side.forecast.fits() ? "" : ", does not fit";
}

// One quantity of both: "step", "7.79 s", "6.52 s", "-16.3%".
struct Row {
    std::string name;
    std::string before;
    std::string after;
    std::string change;
};

std::vector<Row> rows(const Comparison& c) {
    const Forecast& a = c.a.forecast;
    const Forecast& b = c.b.forecast;
    const double speed_a = a.tokens_per_second_per_accelerator();
    const double speed_b = b.tokens_per_second_per_accelerator();
    std::vector<Row> list{
        {"step", to_text(a.step), to_text(b.step), change_text(a.step.value, b.step.value)},
        {"tokens/s per accelerator", with_digits(speed_a, 4), with_digits(speed_b, 4),
         change_text(speed_a, speed_b)},
        {"MFU", percent(mfu(a)), percent(mfu(b)), change_text(mfu(a), mfu(b))},
        {"memory", gigabytes(a.peak_memory()) + fit(c.a), gigabytes(b.peak_memory()) + fit(c.b),
         change_text(a.peak_memory().value, b.peak_memory().value)}};
    if (a.energy.total.value > 0.0 && b.energy.total.value > 0.0) {
        list.push_back({"energy per token", to_text(Joules{a.energy.per_token}),
                        to_text(Joules{b.energy.per_token}),
                        change_text(a.energy.per_token, b.energy.per_token)});
    }
    return list;
}

std::string change_rows(const Comparison& c, const Style& style) {
    std::string out = "  what was changed\n";
    if (c.changes.empty()) {
        return out + "    nothing that a forecast reads\n";
    }
    std::size_t paths = 0;
    for (const Change& change : c.changes) {
        paths = std::max(paths, change.path.size());
    }
    for (const Change& change : c.changes) {
        const std::string said = change.before + arrow(style) + change.after;
        const std::string line = "  ~ " + padded(change.path, paths) + "  " + said;
        out += (columns(line) <= style.width ? line : wrapped(line, style.width, 6)) + "\n";
    }
    return out;
}

std::string quantity_rows(const Comparison& c, const Style& style) {
    std::size_t names = 0;
    std::size_t before = 0;
    std::size_t after = 0;
    const std::vector<Row> list = rows(c);
    for (const Row& row : list) {
        names = std::max(names, row.name.size());
        before = std::max(before, columns(row.before));
        after = std::max(after, columns(row.after));
    }
    std::string out;
    for (const Row& row : list) {
        out += "  " + padded(row.name, names) + "  " + aligned(row.before, before) + arrow(style) +
               padded(row.after, after) + "  " + row.change + "\n";
    }
    return out;
}

std::string term_rows(const Comparison& c, const Style& style) {
    const std::vector<Moved> list = moved_terms(c);
    std::size_t names = 5;
    for (const Moved& term : list) {
        names = std::max(names, columns(term.says));
    }
    const auto row = [&](const std::string& mark, std::string_view name, Seconds a, Seconds b) {
        return "  " + mark + " " + padded(std::string(name), names) + " " + aligned(to_text(a), 8) +
               arrow(style) + padded(to_text(b), 8) + " " + aligned(signed_text(b - a), 9) + "\n";
    };
    std::string out = "  where the step changes\n";
    for (const Moved& term : list) {
        out += row(sign(term.change().value), term.says, term.before, term.after);
    }
    return out + row(" ", "total", c.a.forecast.step, c.b.forecast.step);
}

}  // namespace

std::string verdict(const Comparison& c) {
    if (c.a.forecast == c.b.forecast) {
        return "B is exactly as fast as A";
    }
    std::string out = "B is " + with_digits(c.speed.value, 3) + " (" + with_digits(c.speed.low, 3) +
                      " to " + with_digits(c.speed.high, 3) + " in 9 of 10) times as fast as A";
    if (c.a.forecast.accelerators != c.b.forecast.accelerators) {
        out += ", " +
               with_digits(c.b.forecast.tokens_per_second_per_accelerator() /
                               c.a.forecast.tokens_per_second_per_accelerator(),
                           3) +
               " times per accelerator";
    }
    if (!(c.a.scenario.model == c.b.scenario.model)) {
        out += "; the models differ, so tokens are not the same work";
    } else if (c.a.forecast.tokens != c.b.forecast.tokens) {
        out += "; the steps differ in tokens";
    }
    return out;
}

std::string text(const Comparison& c, const Style& style) {
    const auto side = [&](const char* label, const Side& of) {
        return wrapped("  " + std::string(label) + "  " + of.name, style.width, 5) + "\n";
    };
    const std::string closing = wrapped("  " + verdict(c), style.width, 2);
    return "\n" + side("A", c.a) + side("B", c.b) + "\n" + change_rows(c, style) + "\n" +
           quantity_rows(c, style) + "\n" + term_rows(c, style) + "\n" +
           (style.color ? "\033[1m" + closing + "\033[0m" : closing) + "\n";
}

std::string markdown(const Comparison& c) {
    std::string out = "**" + verdict(c) + ".**\n\n- A: " + c.a.name + "\n- B: " + c.b.name + "\n";
    for (const Change& change : c.changes) {
        out += "- `" + change.path + "`: " + change.before + " → " + change.after + "\n";
    }
    out += "\n| | A | B | change |\n|---|--:|--:|--:|\n";
    for (const Row& row : rows(c)) {
        out +=
            "| " + row.name + " | " + row.before + " | " + row.after + " | " + row.change + " |\n";
    }
    out +=
        "\n<details><summary>Where the step changes</summary>\n\n"
        "| term | A | B | change |\n|---|--:|--:|--:|\n";
    for (const Moved& term : moved_terms(c)) {
        out += "| " + std::string(term.says) + " | " + to_text(term.before) + " | " +
               to_text(term.after) + " | " + signed_text(term.change()) + " |\n";
    }
    return out + "| **total** | " + to_text(c.a.forecast.step) + " | " +
           to_text(c.b.forecast.step) + " | " + signed_text(c.b.forecast.step - c.a.forecast.step) +
           " |\n\n</details>\n";
}

std::string json(const Comparison& c, const std::string& version) {
    using Json = nlohmann::ordered_json;
    const auto side = [](const Side& of) {
        return Json{{"name", of.name},
                    {"signature", of.signature},
                    {"verdict", verdict(of.scenario, of.forecast)},
                    {"forecast", Json::parse(forecast_json(of.forecast))}};
    };
    Json out{{"foretoken", 1},
             {"kind", "comparison"},
             {"version", version},
             {"verdict", verdict(c)},
             {"speed", {{"ratio", c.speed.value}, {"low", c.speed.low}, {"high", c.speed.high}}},
             {"changes", Json::array()},
             {"a", side(c.a)},
             {"b", side(c.b)}};
    for (const Change& change : c.fields) {
        out["changes"].push_back(
            {{"path", change.path}, {"before", change.before}, {"after", change.after}});
    }
    return out.dump(2) + "\n";
}

}  // namespace foretoken::report
