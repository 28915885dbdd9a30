// Can any bytes crash the reader of tables, or come back changed once they were read?
#include "input.hpp"
#include "io/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using foretoken::fuzz::require;
    const auto table = foretoken::io::read_csv(foretoken::fuzz::text(data, size), "table.csv");
    if (!table) {
        require(table.error().where.starts_with("table.csv") && !table.error().message.empty());
        return 0;
    }
    require(table->rows.size() == table->lines.size());
    for (const auto& row : table->rows) {
        require(row.size() == table->columns.size());
    }
    const auto again = foretoken::io::read_csv(foretoken::io::write_csv(*table), "table.csv");
    require(again && again->columns == table->columns && again->rows == table->rows);
    return 0;
}
