// How does a picture look in characters?
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "report/answer.hpp"

namespace foretoken::report {

// A horizontal bar `width` columns wide: eighths of a block in Unicode, whole marks in ASCII. A
// share outside 0 to 1 is taken for the bound it exceeds.
std::string bar(double share, std::size_t width, const Style& style);

// A column of one character per value, from nothing to the whole height at `most`: "▁▃█". A value
// above nothing is never drawn as nothing.
std::string strip(std::span<const double> values, double most, const Style& style);

struct Point {
    double x = 0.0;
    double y = 0.0;
    bool operator==(const Point&) const = default;
};

// Both ranges of a picture, low below high.
struct Window {
    Point low;
    Point high;
};

// A picture of `rows` lines of `columns` characters, dot by dot: 2 by 4 dots to a character in
// braille, 1 by 2 in ASCII (' . and :). Dots outside the window are left out.
class Canvas {
public:
    Canvas(std::size_t columns, std::size_t rows, const Window& window, const Style& style);

    void dot(const Point& at);
    // Every dot that the line from `a` to `b` passes.
    void line(const Point& a, const Point& b);
    // The same, through all points in order.
    void curve(std::span<const Point> points);

    std::vector<std::string> lines() const;  // from the top; each `columns` wide

private:
    std::size_t wide() const { return columns_ * (unicode_ ? 2 : 1); }
    std::size_t high() const { return rows_ * (unicode_ ? 4 : 2); }
    bool at(std::size_t x, std::size_t y) const { return dots_[y * wide() + x]; }

    std::size_t columns_;
    std::size_t rows_;
    Window window_;
    bool unicode_;
    std::vector<bool> dots_;  // row by row from the top
};

}  // namespace foretoken::report
