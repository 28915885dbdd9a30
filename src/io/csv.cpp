// What is in a table of comma-separated values?
#include "io/csv.hpp"

#include <algorithm>
#include <set>

#include "io/file.hpp"
#include "io/plain_text.hpp"

namespace foretoken::io {
namespace {

Error fail(std::string_view name, std::size_t line, std::string message) {
    return Error{.kind = Error::Kind::bad_input,
                 .where = std::string(name) + ":" + std::to_string(line),
                 .message = std::move(message),
                 .hint = ""};
}

class Scanner {
public:
    Scanner(std::string_view text, std::string_view name) : rest_(text), name_(name) {}

    bool done() const { return rest_.empty(); }
    std::size_t line() const { return line_; }

    // The cells up to the end of the record.
    Result<std::vector<std::string>> record() {
        std::vector<std::string> cells;
        while (true) {
            auto cell = rest_.substr(0, 1) == "\"" ? quoted() : bare();
            if (!cell) {
                return cell.error();
            }
            cells.push_back(std::move(*cell));
            if (rest_.substr(0, 1) != ",") {
                break;
            }
            rest_.remove_prefix(1);
        }
        if (rest_.substr(0, 2) == "\r\n") {
            rest_.remove_prefix(2);
        } else if (rest_.substr(0, 1) == "\n" || rest_.substr(0, 1) == "\r") {
            rest_.remove_prefix(1);
        } else if (!rest_.empty()) {
            return fail(name_, line_, "has text after a closing quote");
        }
        ++line_;
        return cells;
    }

private:
    Result<std::string> bare() {
        const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
        std::string cell(rest_.substr(0, end));
        rest_.remove_prefix(end);
        if (cell.find('"') != std::string::npos) {
            return fail(name_, line_, "has a quote inside a cell that is not quoted");
        }
        return cell;
    }
    Result<std::string> quoted() {
        const std::size_t start = line_;
        std::string cell;
        for (rest_.remove_prefix(1);;) {
            const auto quote = rest_.find('"');
            if (quote == std::string_view::npos) {
                return fail(name_, start, "has a quote that is never closed");
            }
            cell += rest_.substr(0, quote);
            line_ += static_cast<std::size_t>(std::count(
                rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(quote), '\n'));
            rest_.remove_prefix(quote + 1);
            if (rest_.substr(0, 1) != "\"") {
                return cell;
            }
            cell += '"';
            rest_.remove_prefix(1);
        }
    }

    std::string_view rest_;
    std::string_view name_;
    std::size_t line_ = 1;
};

}  // namespace

std::optional<std::size_t> Table::column(std::string_view name) const {
    const auto at = std::find(columns.begin(), columns.end(), name);
    if (at == columns.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - columns.begin());
}

std::string_view Table::cell(std::size_t row, std::string_view name) const {
    const auto at = column(name);
    return at ? std::string_view(rows[row][*at]) : std::string_view();
}

Result<Table> read_csv(std::string_view text, std::string_view name) {
    if (const auto checked = check_text(text, name, largest_file); !checked) {
        return checked.error();
    }
    Scanner scanner(without_mark(text), name);
    if (scanner.done()) {
        return fail(name, 1, "is empty; a header row is expected");
    }
    auto header = scanner.record();
    if (!header) {
        return header.error();
    }
    Table table;
    table.columns = std::move(*header);
    std::set<std::string_view> seen;
    for (const std::string& column : table.columns) {
        if (!seen.insert(column).second) {
            return fail(name, 1, "has two columns \"" + column + "\"");
        }
    }
    while (!scanner.done()) {
        const std::size_t line = scanner.line();
        auto cells = scanner.record();
        if (!cells) {
            return cells.error();
        }
        if (cells->size() == 1 && cells->front().empty() && table.columns.size() > 1) {
            continue;  // a blank line
        }
        if (cells->size() != table.columns.size()) {
            return fail(name, line,
                        "has " + std::to_string(cells->size()) + " cells; the header has " +
                            std::to_string(table.columns.size()));
        }
        table.rows.push_back(std::move(*cells));
        table.lines.push_back(line);
    }
    return table;
}

std::string csv_line(std::span<const std::string> cells) {
    std::string line;
    bool first = true;
    for (const std::string& cell : cells) {
        line += first ? "" : ",";
        first = false;
        const bool marked = without_mark(cell).size() < cell.size();  // a reader would drop it
        if (cell.find_first_of(",\"\r\n") == std::string::npos && !marked) {
            line += cell;
            continue;
        }
        line += '"';
        for (const char c : cell) {
            line += c == '"' ? "\"\"" : std::string(1, c);
        }
        line += '"';
    }
    return line + "\n";
}

std::string write_csv(const Table& table) {
    std::string text = csv_line(table.columns);
    for (const auto& row : table.rows) {
        text += csv_line(row);
    }
    return text;
}

}  // namespace foretoken::io
