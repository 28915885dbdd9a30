#include "report/chart.hpp"

#include <doctest/doctest.h>

#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

constexpr Style fine{.unicode = true};
constexpr Style plain{.unicode = false};
constexpr Window unit{.low = {0.0, 0.0}, .high = {1.0, 1.0}};

TEST_CASE("a bar is as long as its share and as wide as it should be") {
    CHECK(bar(0.5, 4, fine) == "██  ");
    CHECK(bar(0.53125, 4, fine) == "██▏ ");
    CHECK(bar(0.5, 4, plain) == "##  ");
    CHECK(bar(-1.0, 3, fine) == "   ");
    CHECK(bar(7.0, 3, plain) == "###");
}

TEST_CASE("a strip rises with its values; what is there is seen") {
    const double values[] = {0.0, 0.01, 4.0, 8.0, 9.0};
    CHECK(strip(values, 8.0, fine) == " ▁▄██");
    CHECK(strip(values, 8.0, plain) == " .=@@");
    CHECK(strip(values, 0.0, fine) == "     ");
}

TEST_CASE("corners of the window are the corners of the picture") {
    Canvas braille(2, 1, unit, fine);
    braille.dot({.x = 0.0, .y = 0.0});
    braille.dot({.x = 1.0, .y = 1.0});
    CHECK(braille.lines() == std::vector<std::string>{"⡀⠈"});
    Canvas ascii(2, 1, unit, plain);
    ascii.dot({.x = 0.0, .y = 0.0});
    ascii.dot({.x = 1.0, .y = 1.0});
    CHECK(ascii.lines() == std::vector<std::string>{".'"});
}

TEST_CASE("the dots of one character add up") {
    Canvas canvas(1, 1, unit, fine);
    for (const double x : {0.2, 0.8}) {
        for (const double y : {0.1, 0.3, 0.6, 0.9}) {
            canvas.dot({.x = x, .y = y});
        }
    }
    CHECK(canvas.lines() == std::vector<std::string>{"⣿"});
}

TEST_CASE("outside the window nothing is drawn, nor what is no number") {
    Canvas canvas(3, 2, unit, fine);
    canvas.dot({.x = 1.1, .y = 0.5});
    canvas.dot({.x = 0.5, .y = -0.1});
    canvas.dot({.x = 0.0 / 0.0, .y = 0.5});
    CHECK(canvas.lines() == std::vector<std::string>{"   ", "   "});
}

TEST_CASE("a line has no holes and leaves the window without harm") {
    Canvas level(4, 1, unit, fine);
    level.line({.x = 0.0, .y = 0.0}, {.x = 1.0, .y = 0.0});
    CHECK(level.lines() == std::vector<std::string>{"⣀⣀⣀⣀"});
    Canvas diagonal(2, 1, unit, fine);
    diagonal.line({.x = 0.0, .y = 0.0}, {.x = 1.0, .y = 1.0});
    CHECK(diagonal.lines() == std::vector<std::string>{"⡠⠊"});
    Canvas beyond(2, 1, unit, fine);
    beyond.line({.x = -9.0, .y = -9.0}, {.x = 9.0, .y = 9.0});
    CHECK(beyond.lines() == diagonal.lines());
    Canvas angle(2, 1, unit, plain);
    const Point corner[] = {{0.0, 1.0}, {0.0, 0.0}, {1.0, 0.0}};
    angle.curve(corner);
    CHECK(angle.lines() == std::vector<std::string>{":."});
}

}  // namespace
}  // namespace foretoken::report
