// What is in a table of comma-separated values?
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/result.hpp>

namespace foretoken::io {

// A table with a header row; every row has as many cells as the header.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;  // beside rows: the line in which each starts, counted from 1

    std::optional<std::size_t> column(std::string_view name) const;
    // The cell of a row; empty if the column does not exist.
    std::string_view cell(std::size_t row, std::string_view column) const;
};

// Reads RFC 4180: quoted cells with doubled quotes, line ends LF or CRLF, an optional byte order
// mark. Errors (bad_input, "name:line"): no header, duplicate columns, rows of another length, a
// quote that is not closed or stands inside a cell, text that is not UTF-8.
Result<Table> read_csv(std::string_view text, std::string_view name);

// One line with its line end; cells are quoted where they must be.
std::string csv_line(std::span<const std::string> cells);
std::string write_csv(const Table& table);

}  // namespace foretoken::io
