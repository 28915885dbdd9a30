// How does every published run stand beside its prediction?
#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/text.hpp"
#include "report/accuracy.hpp"
#include "report/chart.hpp"
#include "report/phrases.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

using train::Compared;

bool predicted(const Compared& c) {
    return c.predicted > 0.0 && c.measured > 0.0;
}

// A quantity by the name of its column, in at most nine columns.
std::string value_text(const std::string& quantity, double value) {
    if (quantity == "step_time_s") {
        return to_text(Seconds{value});
    }
    if (quantity == "peak_mem_gib") {
        return with_digits(value, 3) + " GiB";
    }
    return quantity == "tflops_per_gpu" ? with_digits(value, 4) + " TF/s"
                                        : with_digits(value, 4) + " t/s";
}

std::string line(const Compared& c) {
    std::string out = "  " + padded(c.id, 20) + padded(c.source, 16);
    const std::string measured = aligned(value_text(c.quantity, c.measured), 11);
    if (!predicted(c)) {
        return out + aligned("-", 11) + measured + aligned("-", 9) + aligned("-", 5) + "\n";
    }
    return out + aligned(value_text(c.quantity, c.predicted), 11) + measured +
           aligned(signed_percent(c.error()), 9) + aligned(c.held() ? "yes" : "no", 5) + "\n";
}

// Measured tokens per second and accelerator: the predicted ones, slower or faster by the error.
double measured_tokens(const Compared& c) {
    const double ratio = c.measured / c.predicted;
    return c.quantity == "step_time_s" ? c.tokens / ratio : c.tokens * ratio;
}

std::string power_of_ten(double exponent) {
    return exponent < 0.0 || exponent > 15.0 ? with_digits(std::pow(10.0, exponent), 1)
                                             : with_commas(std::llround(std::pow(10.0, exponent)));
}

// A picture whose axes both begin at the decade `low` and have one in every `step` lines.
std::string framed(const Canvas& canvas, double low, std::size_t step, const Style& style) {
    constexpr std::size_t left = 12;
    const std::vector<std::string> lines = canvas.lines();
    const auto label = [&](std::size_t rows) {
        const std::size_t decades = rows / step;
        return power_of_ten(low + static_cast<double>(decades));
    };
    std::string out;
    for (std::size_t row = 0; row < lines.size(); ++row) {
        const bool marked = row % step == 0;
        out += aligned(marked ? label(lines.size() - row) : "", left) +
               (style.unicode ? marked ? " ┤" : " │"
                : marked      ? " +"
                              : " |") +
               lines[row] + "\n";
    }
    std::string axis = style.unicode ? " └" : " +";
    std::string names;
    for (std::size_t at = 0; at < 2 * lines.size(); ++at) {
        axis += style.unicode ? "─" : "-";
        if (at % (2 * step) == 0) {
            names = padded(names, at) + label(at / 2);
        }
    }
    names = padded(names, 2 * lines.size()) + label(lines.size());
    return out + aligned(label(0), left) + axis + "\n" + std::string(left + 2, ' ') + names +
           " measured\n";
}

}  // namespace

std::string accuracy_rows(const std::vector<Compared>& speed, const std::vector<Compared>& memory,
                          const Style& style) {
    std::vector<Compared> rows = speed;
    rows.insert(rows.end(), memory.begin(), memory.end());
    const auto size = [](const Compared& c) { return predicted(c) ? std::abs(c.error()) : -1.0; };
    std::sort(rows.begin(), rows.end(), [&](const Compared& a, const Compared& b) {
        return std::tuple(-size(a), a.id, a.quantity) < std::tuple(-size(b), b.id, b.quantity);
    });
    const std::string head = padded("run", 20) + padded("source", 16) + aligned("predicted", 11) +
                             aligned("measured", 11) + aligned("error", 9) + aligned("held", 5);
    std::string out = "\n  " + (style.color ? "\033[1m" + head + "\033[0m" : head) + "\n";
    for (const Compared& c : rows) {
        out += line(c);
    }
    return out + "\n  Held: measured within the forecast's interval for 9 cases of 10.\n";
}

std::string accuracy_picture(const std::vector<Compared>& speed, const Style& style) {
    std::vector<Point> points;
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const Compared& c : speed) {
        if (predicted(c) && c.tokens > 0.0) {
            const Point p{.x = std::log10(measured_tokens(c)), .y = std::log10(c.tokens)};
            points.push_back(p);
            low = std::min({low, std::floor(p.x), std::floor(p.y)});
            high = std::max({high, std::ceil(p.x), std::ceil(p.y)});
        }
    }
    if (points.empty()) {
        return "  no run to draw\n";
    }
    // Rows for whole decades; a character is about twice as high as wide.
    const auto decades = static_cast<std::size_t>(std::max(1.0, high - low));
    const std::size_t step = std::max<std::size_t>(1, 20 / decades);
    const std::size_t rows = decades * step;
    const double top = low + static_cast<double>(decades);
    Canvas canvas(2 * rows, rows, {.low = {low, low}, .high = {top, top}}, style);
    for (std::size_t i = 0; i <= 8 * rows; i += 4) {
        const double at = low + static_cast<double>(i * decades) / static_cast<double>(8 * rows);
        canvas.dot({.x = at, .y = at});
    }
    for (const Point& p : points) {
        canvas.dot(p);
    }
    return "\n  predicted tokens/s per accelerator; dotted: as measured; " +
           std::to_string(points.size()) + " runs\n" + framed(canvas, low, step, style);
}

}  // namespace foretoken::report
