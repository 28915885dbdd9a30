// Which predictions stand beside a published measurement?
#include "io/compared.hpp"

#include <algorithm>
#include <array>

#include "io/question_row.hpp"

namespace foretoken::io {
namespace {

constexpr std::array<std::string_view, 3> speeds{"step_time_s", "tokens_per_s_per_gpu",
                                                 "tflops_per_gpu"};
// Columns that say nothing of the layout: measurements, names, releases, remarks.
constexpr std::array<std::string_view, 15> silent{
    "step_time_s", "tflops_per_gpu", "mfu_pct",      "tokens_per_s_per_gpu", "peak_mem_gib",
    "id",          "notes",          "source_where", "derived_fields",       "quality",
    "family",      "year",           "framework",    "engine_version",       "optimizer_notes"};

// The one quantity by which a row's speed is scored; empty if it publishes none.
std::string_view speed_of(const Questioner::Row& row) {
    for (const std::string_view quantity : speeds) {
        if (row.number(quantity)) {
            return quantity;
        }
    }
    return {};
}

}  // namespace

std::string layout_of(const Table& table, std::size_t row) {
    std::string out;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (std::find(silent.begin(), silent.end(), table.columns[c]) == silent.end()) {
            out += table.rows[row][c] + "\n";
        }
    }
    return out;
}

std::optional<MeasuredSpeed> measured_speed(const Table& table, std::size_t index) {
    const Questioner::Row row{.table = table, .index = index};
    const std::string_view quantity = speed_of(row);
    if (quantity.empty()) {
        return std::nullopt;
    }
    return MeasuredSpeed{.quantity = std::string(quantity), .value = *row.number(quantity)};
}

Comparison compared(const Table& table, const std::vector<Prediction>& predictions) {
    Comparison out;
    for (const Prediction& p : predictions) {
        const Questioner::Row row{.table = table, .index = p.row};
        const std::string_view quality = row.text("quality");
        const bool is_speed = p.quantity == speed_of(row);
        const auto value = row.number(p.quantity);
        if ((!quality.empty() && quality != "A" && quality != "B") || !value ||
            (!is_speed && p.quantity != "peak_mem_gib")) {
            continue;
        }
        train::Compared m{
            .id = p.id,
            .source = std::string(row.text("source")),
            .quantity = p.quantity,
            .layout = layout_of(table, p.row),
            .predicted = p.predicted.value_or(0.0),
            .measured = *value,
            .low = p.low,
            .high = p.high,
            .tokens = p.forecast ? p.forecast->tokens_per_second_per_accelerator() : 0.0};
        (is_speed ? out.speed : out.memory).push_back(std::move(m));
    }
    return out;
}

}  // namespace foretoken::io
