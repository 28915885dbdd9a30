#include "report/wrapped.hpp"

#include <doctest/doctest.h>

namespace foretoken::report {
namespace {

TEST_CASE("lines are as full as they can be, and no fuller") {
    CHECK(wrapped("one two three", 7, 2) == "one two\n  three");
    CHECK(wrapped("one two three", 6, 2) == "one\n  two\n  three");
    CHECK(wrapped("one two three", 13, 2) == "one two three");
    CHECK(wrapped("one two three", 12, 0) == "one two\nthree");
}

TEST_CASE("blanks before the first word stay, those between words are one") {
    CHECK(wrapped("  one   two", 80, 4) == "  one two");
    CHECK(wrapped("  one two", 7, 4) == "  one\n    two");
    CHECK(wrapped("", 80, 4) == "");
    CHECK(wrapped("  ", 80, 4) == "  ");
}

TEST_CASE("a word longer than the line stays whole") {
    CHECK(wrapped("a bcdefgh i", 4, 0) == "a\nbcdefgh\ni");
}

TEST_CASE("a number keeps its unit, a list of numbers may be broken") {
    CHECK(wrapped("it takes 50 ms, at 3 W", 11, 0) == "it takes\n50 ms, at\n3 W");
    CHECK(wrapped("10 20 30 40", 5, 0) == "10 20\n30 40");
}

TEST_CASE("characters count, not bytes") {
    CHECK(columns("h\xC3\xA9llo") == 5);
    CHECK(wrapped("\xC3\xA9\xC3\xA9 \xC3\xA9\xC3\xA9", 5, 0) ==
          "\xC3\xA9\xC3\xA9 \xC3\xA9\xC3\xA9");
    CHECK(padded("\xC3\xA9", 3) == "\xC3\xA9  ");
    CHECK(aligned("\xC3\xA9", 3) == "  \xC3\xA9");
    CHECK(aligned("long", 3) == "long");
}

}  // namespace
}  // namespace foretoken::report
