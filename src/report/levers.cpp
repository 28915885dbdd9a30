// What would help, in words?
#include "report/levers.hpp"

#include "base/text.hpp"
#include "report/phrases.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

constexpr train::LeverKind kinds[] = {train::LeverKind::hardware, train::LeverKind::software,
                                      train::LeverKind::plan};

std::string phrase(const train::Bottleneck& b) {
    return b.says + ", " + percent(b.share) + " of the step";
}

// Items side by side; a line is broken between two of them, and all lines begin in one column.
std::string joined(const std::vector<std::string>& items, std::size_t width, std::size_t column) {
    std::string out;
    std::size_t used = column;
    for (const std::string& item : items) {
        const bool first = out.empty();
        const bool fits = used + 3 + columns(item) <= width;
        out += first ? "" : fits ? " | " : "\n" + std::string(column, ' ');
        used = columns(item) + (first || !fits ? column : used + 3);
        out += item;
    }
    return out;
}

}  // namespace

const char* kind_name(train::LeverKind kind) {
    switch (kind) {
        case train::LeverKind::hardware: return "hardware";
        case train::LeverKind::software: return "software";
        case train::LeverKind::plan: return "plan";
    }
    return "";
}

std::vector<Lever> helpful(const Answer& a, train::LeverKind kind, std::size_t most) {
    constexpr double visible = -0.0005;  // what is not "-0.0%"
    std::vector<Lever> list;
    for (const Lever& lever : a.levers) {
        if (lever.kind == kind && lever.change <= visible && list.size() < most) {
            list.push_back(lever);
        }
    }
    return list;
}

std::string lever_rows(const Answer& a, const Style& style) {
    if (a.levers.empty()) {
        return {};
    }
    constexpr std::size_t shown = 3;
    constexpr std::size_t column = 16;
    const auto row = [&](const std::string& label, const std::string& said) {
        return padded("  " + label, column) + said + "\n";
    };
    const std::string held = std::string(column, ' ') + phrase(train::bottleneck(a.forecast));
    std::string out = row("held back by", wrapped(held, style.width, column).substr(column));
    std::string label = "would help";
    for (const train::LeverKind kind : kinds) {
        std::vector<std::string> list;
        for (const Lever& lever : helpful(a, kind, shown)) {
            list.push_back((list.empty() ? std::string(kind_name(kind)) + ": " : "") + lever.says +
                           " " + signed_percent(lever.change));
        }
        if (!list.empty()) {
            out += row(label, joined(list, style.width, column));
            label.clear();
        }
    }
    return out;
}

std::string lever_table(const Answer& a) {
    if (a.levers.empty()) {
        return {};
    }
    std::string out = "\nHeld back by " + phrase(train::bottleneck(a.forecast)) + ".\n\n" +
                      "<details><summary>What would help</summary>\n\n" +
                      "| change | of the | step | | times as fast, in 9 of 10 |\n" +
                      "|---|---|--:|--:|---|\n";
    for (const train::LeverKind kind : kinds) {
        for (const Lever& lever : helpful(a, kind, a.levers.size())) {
            out += "| " + lever.says + " | " + kind_name(kind) + " | " + to_text(lever.step) +
                   " | " + signed_percent(lever.change) + " | " + with_digits(lever.speed.low, 3) +
                   " to " + with_digits(lever.speed.high, 3) + " |\n";
        }
    }
    return out + "\n</details>\n";
}

}  // namespace foretoken::report
