// How is the table of predicted against measured shown?
#include "report/accuracy.hpp"

#include <algorithm>
#include <cmath>

#include "report/chart.hpp"

namespace foretoken::report {
namespace {

using train::Compared;
using train::Score;

std::string cell(const std::string& text, std::size_t width, bool left = false) {
    const std::string blanks(text.size() < width ? width - text.size() : 0, ' ');
    return left ? text + blanks : blanks + text;
}

std::string rounded(double fraction) {
    if (!std::isfinite(fraction)) {
        return "-";  // of no predictions
    }
    const double tenths = std::round(std::abs(fraction) * 1000.0) / 10.0;
    const auto whole = static_cast<long long>(tenths);
    const auto tenth = std::llround((tenths - static_cast<double>(whole)) * 10.0);
    return std::to_string(whole) + "." + std::to_string(tenth) + " %";
}

std::string with_sign(double fraction) {
    const char* sign = !std::isfinite(fraction) ? "" : fraction < 0.0 ? "-" : "+";
    return sign + rounded(fraction);
}

// How many errors are how large: cells of 5 %, the outer ones with all that lies beyond.
std::string spread(const Score& s, const Style& style) {
    constexpr double cell_width = 0.05;
    constexpr int most = 6;
    std::vector<double> counts(2 * most + 1);
    for (const double error : s.errors) {
        const double place = std::clamp(std::round(error / cell_width), -1.0 * most, 1.0 * most);
        counts[static_cast<std::size_t>(place + most)] += 1.0;
    }
    return strip(counts, *std::max_element(counts.begin(), counts.end()), style);
}

constexpr std::size_t columns_with_spread = 80;

std::string line(const Score& s, const std::string& name, const Style& style) {
    return "  " + cell(name, 16, true) + cell(std::to_string(s.predicted), 4) + " of " +
           cell(std::to_string(s.layouts), 3) + cell(rounded(s.median), 9) +
           cell(with_sign(s.bias), 9) + cell(rounded(s.p90), 9) + cell(rounded(s.held), 10) +
           (style.width < columns_with_spread ? "" : " " + spread(s, style)) + "\n";
}

std::string block(const std::string& title, const std::vector<Compared>& list, const Style& style) {
    if (list.empty()) {
        return {};
    }
    const Score all = score_overall(list);
    const std::string head =
        title + ": " + rounded(all.median) + " median error, mean of the sources; " +
        rounded(static_cast<double>(all.predicted) / static_cast<double>(all.layouts)) + " covered";
    std::string out = "\n  " + (style.color ? "\033[1m" + head + "\033[0m" : head) + "\n\n";
    out += "  " + cell("source", 16, true) + cell("layouts", 11) + cell("median", 9) +
           cell("bias", 9) + cell("p90", 9) + cell("in bounds", 10) +
           (style.width < columns_with_spread ? "" : " -30%  0  +30%") + "\n";
    for (const Score& s : score_by_source(list)) {
        out += line(s, s.source, style);
    }
    return out + line(all, "all sources", style);
}

// The least that somebody must quote who says how wrong a build is.
std::string closing(const std::vector<Compared>& list, const std::string& signature) {
    if (list.empty()) {
        return {};
    }
    const Score all = score_overall(list);
    return "\n  median " + rounded(all.median) + ", p90 " + rounded(all.p90) + ", " +
           rounded(all.held) + " in bounds" +
           (signature.empty() ? "" : "; signature " + signature) + "\n";
}

std::string markdown_rows(const std::string& title, const std::vector<Compared>& list) {
    std::string out = "| " + title +
                      " | layouts | median error | bias | p90 | in bounds |\n"
                      "|---|--:|--:|--:|--:|--:|\n";
    const auto row = [](const Score& s, const std::string& name) {
        return "| " + name + " | " + std::to_string(s.predicted) + " of " +
               std::to_string(s.layouts) + " | " + rounded(s.median) + " | " + with_sign(s.bias) +
               " | " + rounded(s.p90) + " | " + rounded(s.held) + " |\n";
    };
    for (const Score& s : score_by_source(list)) {
        out += row(s, s.source);
    }
    return out + row(score_overall(list), "**all sources**");
}

}  // namespace

std::string accuracy_text(const std::vector<Compared>& speed, const std::vector<Compared>& memory,
                          const std::string& signature, const Style& style) {
    return block("speed", speed, style) + block("memory", memory, style) +
           "\n  Repeats of one layout count once. p90 of all sources is over all layouts.\n"
           "  In bounds: measured within the forecast's interval for 9 cases of 10.\n" +
           closing(speed, signature);
}

std::string accuracy_markdown(const std::vector<Compared>& speed,
                              const std::vector<Compared>& memory) {
    return markdown_rows("speed", speed) + "\n" + markdown_rows("memory", memory);
}

}  // namespace foretoken::report
