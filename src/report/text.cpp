// What does the terminal show of a forecast?
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/phrases.hpp"

namespace foretoken::report {
namespace {

constexpr std::size_t bar_width = 22;

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) {
        text.append(width - text.size(), ' ');
    }
    return text;
}

std::string aligned(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

// Eighths of a block in Unicode, whole marks in ASCII; always `bar_width` columns wide.
std::string bar(double share, const Style& style) {
    const double cells = std::clamp(share, 0.0, 1.0) * static_cast<double>(bar_width);
    const auto full = static_cast<std::size_t>(cells);
    std::string out;
    if (!style.unicode) {
        const auto marks = static_cast<std::size_t>(std::lround(cells));
        return padded(std::string(marks, '#'), bar_width);
    }
    static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    for (std::size_t i = 0; i < full; ++i) {
        out += "█";
    }
    const auto rest = static_cast<std::size_t>((cells - static_cast<double>(full)) * 8.0);
    out += eighths[rest];
    const std::size_t used = full + (rest > 0 ? 1 : 0);
    return out + std::string(bar_width - used, ' ');
}

std::string emphasised(const std::string& text, const Style& style) {
    return style.color ? "\033[1m" + text + "\033[0m" : text;
}

std::string term_rows(const Forecast& f, const Style& style) {
    std::string out =
        "  " + padded("where the step goes", 36) + padded("", bar_width) + "   time   share\n";
    for (const Term& term : f.terms) {
        const double share = term.time / f.step;
        if (term.time.value == 0.0) {
            continue;
        }
        out += "  " + padded(std::string(term.says), 36) + bar(share, style) + " " +
               aligned(to_text(term.time), 8) + " " + aligned(percent(share), 7) + "  " +
               status_name(term.source) + "\n";
    }
    return out + "  " + padded("total", 36) + padded("", bar_width) + " " +
           aligned(to_text(f.step), 8) + "\n";
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
    out += "  " + padded("total", 30) + bar(worst.total / f.memory_capacity, style) +
           aligned(gigabytes(worst.total), 11) + " of " + gigabytes(f.memory_capacity) + "\n";
    if (f.memory.size() > 1) {
        out += "  by stage, GB:";
        for (const StageMemory& stage : f.memory) {
            out += " " + std::to_string(std::llround(stage.total.value / 1e9));
        }
        out += "\n";
    }
    return out;
}

std::string nearest_row(const Answer& a) {
    if (!a.nearest) {
        return {};
    }
    const Neighbour& n = *a.nearest;
    return "  nearest published run: " + n.what + "\n    measured " +
           with_digits(n.measured_tokens, 4) + " tokens/s per accelerator; this program says " +
           (n.error() >= 0.0 ? "+" : "-") + percent(std::abs(n.error())) + " of its " + n.quantity +
           "\n    " + n.id + ": " + n.where + "\n";
}

}  // namespace

std::string text(const Answer& a, const Style& style) {
    const Forecast& f = a.forecast;
    std::string out = "\n  " + emphasised(verdict(a.scenario, f), style) + "\n\n";
    out += "  plan      " + plan_phrase(a.scenario.plan) + "\n";
    out += "  workload  " + workload_phrase(a.scenario.workload) + "\n";
    out += "  software  " + a.scenario.software.name + "\n\n";
    out += term_rows(f, style) + "\n" + memory_rows(f, style) + "\n" + nearest_row(a);
    if (!a.scenario.assumptions.empty()) {
        out += "\n  assumed, because not given\n";
        for (const std::string& assumption : a.scenario.assumptions) {
            out += "    " + assumption + "\n";
        }
    }
    return out;
}

}  // namespace foretoken::report
