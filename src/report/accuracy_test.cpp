#include "report/accuracy.hpp"

#include <doctest/doctest.h>

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
    const std::string out = accuracy_text(speed, {}, {});
    CHECK(contains(out, "speed: 15.0 % median error, mean of the sources; 66.7 % covered\n"));
    CHECK(contains(out,
                   "here                   1 of    1    10.0 %    -10.0 %    10.0 %    100.0 %\n"));
    CHECK(contains(out,
                   "there                  1 of    2    20.0 %    +20.0 %    20.0 %      0.0 %\n"));
    CHECK(contains(out, "all sources            2 of    3    15.0 %"));
    CHECK_FALSE(contains(out, "memory:"));  // nothing to say of it
}

TEST_CASE("of no predictions there is no error to tell") {
    const std::string out = accuracy_text({row("here", "1", 0.0)}, {}, {});
    CHECK(contains(out, "speed: - median error, mean of the sources; 0.0 % covered\n"));
    CHECK(contains(out,
                   "here                   0 of    1         -          -         -          -\n"));
}

TEST_CASE("Markdown has the same rows") {
    const std::string out = accuracy_markdown(speed, speed);
    CHECK(contains(out, "| here | 1 of 1 | 10.0 % | -10.0 % | 10.0 % | 100.0 % |\n"));
    CHECK(contains(out, "| **all sources** | 2 of 3 | 15.0 % |"));
    CHECK(contains(out, "| memory | layouts |"));
}

}  // namespace
}  // namespace foretoken::report
