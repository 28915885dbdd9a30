// What does the terminal show of a forecast?
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/chart.hpp"
#include "report/levers.hpp"
#include "report/phrases.hpp"
#include "report/trust.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

std::string emphasised(const std::string& text, const Style& style) {
    return style.color ? "\033[1m" + text + "\033[0m" : text;
}

// "61.3%": one digit after the point, so that a column lines up.
std::string share_text(double share) {
    const auto tenths = std::llround(std::clamp(share, 0.0, 1.0) * 1000.0);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

std::string term_rows(const Forecast& f, const Style& style) {
    const std::string title = "where the step goes";
    std::size_t names = title.size();
    for (const Term& term : f.terms) {
        names = std::max(names, term.time.value > 0.0 ? columns(term.says) : 0);
    }
    // What 80 columns leave beside the name: blanks, time (8), share (6) and source (9).
    constexpr std::size_t left = 50;
    constexpr std::size_t longest_bar = 22;
    const std::size_t bars = names + 8 < left ? std::min(left - names, longest_bar) : 8;
    const auto row = [&](const std::string& name, const std::string& picture) {
        return "  " + padded(name, names) + " " + padded(picture, bars) + " ";
    };
    std::string out = row(title, "") + "    time  share\n";
    for (const Term& term : f.terms) {
        if (term.time.value == 0.0) {
            continue;
        }
        const double share = term.time / f.step;
        out += row(std::string(term.says), bar(share, bars, style)) +
               aligned(to_text(term.time), 8) + " " + aligned(share_text(share), 6) + "  " +
               status_name(term.source) + "\n";
    }
    return out + row("total", "") + aligned(to_text(f.step), 8) + "\n";
}

const StageMemory& fullest(const Forecast& f) {
    return *std::max_element(
        f.memory.begin(), f.memory.end(),
        [](const StageMemory& a, const StageMemory& b) { return a.total < b.total; });
}

std::string memory_rows(const Forecast& f, const Style& style) {
    const StageMemory& worst = fullest(f);
    const std::string title = f.memory.size() > 1
                                  ? "memory of the fullest stage (" + std::to_string(worst.stage) +
                                        " of " + std::to_string(f.memory.size()) + ")"
                                  : std::string("memory per accelerator");
    std::string out = "  " + title + "\n";
    for (const MemoryTerm& term : worst.terms) {
        if (term.bytes.value > 0.0) {
            out += "  " + padded(std::string(term.says), 52).substr(0, 52) +
                   aligned(gigabytes(term.bytes), 11) + "\n";
        }
    }
    out += "  " + padded("total", 30) + bar(worst.total / f.memory_capacity, 22, style) +
           aligned(gigabytes(worst.total), 11) + " of " + gigabytes(f.memory_capacity) + "\n";
    if (f.memory.size() > 1) {
        std::string list = "  by stage, GB:";
        for (const StageMemory& stage : f.memory) {
            list += " " + with_digits(std::round(stage.total.value / 1e9), 15);
        }
        out += wrapped(list, style.width, 16) + "\n";
    }
    return out;
}

// One paragraph: that they were not given is said once, above it.
std::string assumed(const std::vector<std::string>& assumptions, const Style& style) {
    static constexpr std::string_view said = " not given";
    std::string list;
    for (const std::string& assumption : assumptions) {
        std::string short_form = assumption;
        if (const auto at = short_form.find(said); at != std::string::npos) {
            short_form.erase(at, said.size());
        }
        list += (list.empty() ? "    " : "; ") + short_form;
    }
    return "\n  assumed, because not given\n" + wrapped(list, style.width, 4) + "\n";
}

}  // namespace

std::string text(const Answer& a, const Style& style) {
    const Forecast& f = a.forecast;
    const auto line = [&](const char* label, const std::string& said) {
        const std::string blank(12, ' ');
        return padded("  " + std::string(label), 12) +
               wrapped(blank + said, style.width, 12).substr(12) + "\n";
    };
    std::string out =
        "\n" + emphasised(wrapped("  " + verdict(a.scenario, f), style.width, 2), style) + "\n\n";
    out += line("plan", plan_phrase(a.scenario.plan));
    out += line("workload", workload_phrase(a.scenario.workload));
    out += line("software", a.scenario.software.name);
    out += f.energy.total.value > 0.0 ? line("power", power_phrase(a)) : "";
    const std::string trust = trust_phrase(a.trust);
    out += (trust.empty() ? "" : line("trust", trust)) + "\n";
    out += term_rows(f, style) + "\n";
    if (const std::string help = lever_rows(a, style); !help.empty()) {
        out += help + "\n";
    }
    out += memory_rows(f, style) + "\n" + neighbour_rows(a.trust, style);
    return a.scenario.assumptions.empty() ? out : out + assumed(a.scenario.assumptions, style);
}

}  // namespace foretoken::report
