#include "report/accuracy.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

train::Compared row(const char* source, const char* layout, double predicted) {
    return {.id = "",
            .source = source,
            .quantity = "step_time_s",
            .layout = layout,
            .predicted = predicted,
            .measured = 10.0,
            .low = 0.9 * predicted,
            .high = 1.2 * predicted};
}

const std::vector<train::Compared> speed{row("here", "1", 9.0), row("there", "1", 12.0),
                                         row("there", "2", 0.0)};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("the table names macro, coverage, and each source with its bias") {
    const std::string out = accuracy_text(speed, {}, "1234", {});
    CHECK(contains(out, "speed: 15.0 % median error, mean of the sources; 66.7 % covered\n"));
    CHECK(contains(
        out, "here               1 of   1   10.0 %  -10.0 %   10.0 %   100.0 %     █        \n"));
    CHECK(contains(
        out, "there              1 of   2   20.0 %  +20.0 %   20.0 %     0.0 %           █  \n"));
    CHECK(contains(out, "all sources        2 of   3   15.0 %"));
    CHECK_FALSE(contains(out, "memory:"));  // nothing to say of it
    CHECK(contains(out, "\n  median 15.0 %, p90 19.0 %, 50.0 % in bounds; signature 1234\n"));
}

TEST_CASE("of no predictions there is no error to tell") {
    const std::string out = accuracy_text({row("here", "1", 0.0)}, {}, "", {});
    CHECK(contains(out, "speed: - median error, mean of the sources; 0.0 % covered\n"));
    CHECK(contains(
        out, "here               0 of   1        -        -        -         -              \n"));
}

TEST_CASE("Markdown has the same rows") {
    const std::string out = accuracy_markdown(speed, speed);
    CHECK(contains(out, "| here | 1 of 1 | 10.0 % | -10.0 % | 10.0 % | 100.0 % |\n"));
    CHECK(contains(out, "| **all sources** | 2 of 3 | 15.0 % |"));
    CHECK(contains(out, "| memory | layouts |"));
}

TEST_CASE("no line is wider than the terminal of 80 columns; a narrower one has no spread") {
    std::istringstream lines(accuracy_text(speed, speed, "0123456789abcdef", {}));
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(columns(line) <= 80);
    }
    CHECK_FALSE(contains(accuracy_text(speed, {}, "", {.width = 79}), "+30%"));
}

TEST_CASE("rows: the worst first, whether its interval holds, and what has no prediction last") {
    const std::string out = accuracy_rows(speed, {}, {});
    const auto worst = out.find("+20.0%   no");
    const auto next = out.find("-10.0%  yes");
    const auto none = out.find("      -    -");
    CHECK(worst != std::string::npos);
    CHECK(worst < next);
    CHECK(next < none);
    CHECK(none != std::string::npos);
    CHECK(contains(out, "       12 s       10 s"));
}

TEST_CASE("the picture has the decades on its axes and the dots on the diagonal") {
    train::Compared exact = row("here", "1", 10.0);
    exact.tokens = 150.0;
    train::Compared slow = row("here", "2", 100.0);  // ten times too slow: measured 10,000
    slow.tokens = 1000.0;
    const std::string out = accuracy_picture({exact, slow}, {.unicode = false});
    CHECK(contains(out, "10,000 +"));
    CHECK(contains(out, "   100 +"));
    CHECK(contains(out, "2 runs"));
    CHECK(contains(accuracy_picture({row("here", "1", 0.0)}, {}), "no run to draw"));
}

}  // namespace
}  // namespace foretoken::report
