#include "io/csv.hpp"

#include <doctest/doctest.h>

#include <string>

namespace foretoken::io {
namespace {

std::string refused(std::string_view text) {
    const auto table = read_csv(text, "t.csv");
    REQUIRE_FALSE(table);
    return table.error().where + " " + table.error().message;
}

TEST_CASE("cells, quotes, line ends and the byte order mark") {
    const auto t = read_csv(
        "\xEF\xBB\xBF"
        "a,b,c\r\n1,\"x, \"\"y\"\"\nz\",\n\n3,4,5",
        "t.csv");
    REQUIRE(t);
    CHECK(t->columns == std::vector<std::string>{"a", "b", "c"});
    REQUIRE(t->rows.size() == 2);
    CHECK(t->cell(0, "a") == "1");
    CHECK(t->cell(0, "b") == "x, \"y\"\nz");
    CHECK(t->cell(0, "c").empty());
    CHECK(t->cell(0, "d").empty());
    CHECK(t->cell(1, "c") == "5");
    CHECK(t->lines == std::vector<std::size_t>{2, 5});
}

TEST_CASE("what is written is read back") {
    const Table table{
        .columns = {"\xEF\xBB\xBFplain", "odd, one"},
        .rows = {{"1", "a \"b\""}, {"", "line\nbreak"}, {"\xEF\xBB\xBF\xC3\xA9", ","}},
        .lines = {2, 3, 5}};
    const auto back = read_csv(write_csv(table), "t.csv");
    REQUIRE(back);
    CHECK(back->columns == table.columns);
    CHECK(back->rows == table.rows);
}

TEST_CASE("a header alone is a table without rows") {
    CHECK(read_csv("a,b\n", "t.csv")->rows.empty());
    CHECK(read_csv("a\n1\n\n", "t.csv")->rows.size() == 2);  // one column: the empty cell is a row
}

TEST_CASE("what is no table is refused with its line") {
    CHECK(refused("") == "t.csv:1 is empty; a header row is expected");
    CHECK(refused("a,b\n1,2\n3\n") == "t.csv:3 has 1 cells; the header has 2");
    CHECK(refused("a,b\n1,2,3\n") == "t.csv:2 has 3 cells; the header has 2");
    CHECK(refused("a,a\n") == "t.csv:1 has two columns \"a\"");
    CHECK(refused("a\n\"x\n") == "t.csv:2 has a quote that is never closed");
    CHECK(refused("a\nx\"y\n") == "t.csv:2 has a quote inside a cell that is not quoted");
    CHECK(refused("a\n\"x\"y\n") == "t.csv:2 has text after a closing quote");
    CHECK(refused("a\n\xFF\n") == "t.csv:2:1 is not valid UTF-8");
}

}  // namespace
}  // namespace foretoken::io
