// How does a picture look in characters?
#include "report/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

// U+2800 with the dots of `bits`, as UTF-8.
std::string braille(unsigned bits) {
    const unsigned code = 0x2800U + bits;
    return {static_cast<char>(0xe0U | (code >> 12U)),
            static_cast<char>(0x80U | ((code >> 6U) & 0x3fU)),
            static_cast<char>(0x80U | (code & 0x3fU))};
}

}  // namespace

std::string bar(double share, std::size_t width, const Style& style) {
    const double cells = std::clamp(share, 0.0, 1.0) * static_cast<double>(width);
    const auto full = static_cast<std::size_t>(cells);
    if (!style.unicode) {
        const auto marks = static_cast<std::size_t>(std::lround(cells));
        return padded(std::string(marks, '#'), width);
    }
    static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    std::string out;
    for (std::size_t i = 0; i < full; ++i) {
        out += "█";
    }
    const auto rest = static_cast<std::size_t>((cells - static_cast<double>(full)) * 8.0);
    return padded(out + eighths[rest], width);
}

std::string strip(std::span<const double> values, double most, const Style& style) {
    static constexpr std::array fine{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static constexpr std::array coarse{" ", ".", ":", "-", "=", "+", "*", "#", "@"};
    std::string out;
    for (const double value : values) {
        const double share = most > 0.0 ? std::clamp(value / most, 0.0, 1.0) : 0.0;
        const auto level = static_cast<std::size_t>(std::ceil(share * 8.0));
        out += style.unicode ? fine[level] : coarse[level];
    }
    return out;
}

Canvas::Canvas(std::size_t columns, std::size_t rows, const Window& window, const Style& style)
    : columns_(columns),
      rows_(rows),
      window_(window),
      unicode_(style.unicode),
      dots_(wide() * high()) {}

void Canvas::dot(const Point& at) {
    const double x = (at.x - window_.low.x) / (window_.high.x - window_.low.x);
    const double y = (at.y - window_.low.y) / (window_.high.y - window_.low.y);
    if (!(x >= 0.0 && x <= 1.0 && y >= 0.0 && y <= 1.0)) {
        return;
    }
    const auto place = [](double share, std::size_t count) {
        return std::min(static_cast<std::size_t>(share * static_cast<double>(count)), count - 1);
    };
    dots_[(high() - 1 - place(y, high())) * wide() + place(x, wide())] = true;
}

void Canvas::line(const Point& a, const Point& b) {
    const double across = (b.x - a.x) / (window_.high.x - window_.low.x);
    const double up = (b.y - a.y) / (window_.high.y - window_.low.y);
    const double dots = std::max(std::abs(across) * static_cast<double>(wide()),
                                 std::abs(up) * static_cast<double>(high()));
    // Beyond this many steps a line only leaves the window further.
    const auto steps = static_cast<std::size_t>(std::clamp(std::ceil(dots), 1.0, 1e5));
    for (std::size_t i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(steps);
        dot({.x = a.x + share * (b.x - a.x), .y = a.y + share * (b.y - a.y)});
    }
}

void Canvas::curve(std::span<const Point> points) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        line(points[i - 1], points[i]);
    }
}

std::vector<std::string> Canvas::lines() const {
    // Braille numbers its dots down the left column, then down the right one, then along the last
    // row.
    static constexpr unsigned bits[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    static constexpr const char* halves[] = {" ", "'", ".", ":"};
    std::vector<std::string> out;
    for (std::size_t row = 0; row < rows_; ++row) {
        std::string text;
        for (std::size_t column = 0; column < columns_; ++column) {
            if (!unicode_) {
                text += halves[(at(column, 2 * row) ? 1 : 0) + (at(column, 2 * row + 1) ? 2 : 0)];
                continue;
            }
            unsigned cell = 0;
            for (std::size_t y = 0; y < 4; ++y) {
                for (std::size_t x = 0; x < 2; ++x) {
                    cell |= at(2 * column + x, 4 * row + y) ? bits[y][x] : 0U;
                }
            }
            text += cell == 0 ? " " : braille(cell);
        }
        out.push_back(std::move(text));
    }
    return out;
}

}  // namespace foretoken::report
