// Which published runs are most like a scenario, and does it lie among them?
#include "io/neighbour.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "io/question_row.hpp"

namespace foretoken::io {
namespace {

int bits_of(std::string_view precision) {
    const std::string word = lower_case(precision);
    return contains(word, "fp4") ? 4 : contains(word, "fp8") ? 8 : contains(word, "32") ? 32 : 16;
}

train::Traits traits_of(const Questioner::Row& row) {
    const auto number = [&](const char* column, double usual) {
        return row.number(column).value_or(usual);
    };
    return {
        .accelerator = row.word("gpu"),
        .parameters = number("active_params_b", 0.0) * 1e9,
        .accelerators = number("n_gpus", 0.0),
        .sequence = number("seq_len", 0.0),
        .year = number("year", 2023.0),
        .bits = bits_of(row.text("precision")),
        .mixture = row.text("arch") == "moe",
        .sharded = number("zero_or_fsdp_stage", 0.0) >= 2.0 ||
                   contains(row.text("zero_or_fsdp_stage"), "FSDP"),
        .layout = {number("tp", 1.0), number("pp", 1.0), number("vpp", 1.0), number("cp", 1.0),
                   number("ep", 1.0), number("micro_batch", 1.0), number("global_batch_seqs", 0.0)},
        .recompute = recompute_cell(row.text("recompute")).value_or(Recompute::none)};
}

bool left_out(std::string_view source, std::string_view beside) {
    return !beside.empty() && source == beside;
}

}  // namespace

Neighbourhood::Neighbourhood(const Table& table) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Questioner::Row row{.table = table, .index = i};
        const bool published = row.number("step_time_s") || row.number("tokens_per_s_per_gpu") ||
                               row.number("tflops_per_gpu");
        if (published && row.text("quality") != "C") {
            runs_.push_back(
                {.row = i, .source = std::string(row.text("source")), .traits = traits_of(row)});
        }
    }
}

std::optional<Near> Neighbourhood::nearest(const TrainScenario& scenario,
                                           std::string_view beside) const {
    const train::Traits asked = train::traits_of(scenario);
    std::optional<Near> best;
    for (const Run& run : runs_) {
        if (left_out(run.source, beside)) {
            continue;
        }
        const double distance = train::distance(run.traits, asked);
        if (!best || distance < best->distance) {
            best = Near{.row = run.row, .distance = distance};
        }
    }
    return best;
}

std::vector<std::size_t> Neighbourhood::alike(const TrainScenario& scenario) const {
    const train::Traits asked = train::traits_of(scenario);
    const double farthest = std::log(1.5);
    std::vector<std::size_t> rows;
    for (const Run& run : runs_) {
        const train::Traits& t = run.traits;
        const double ratio = t.parameters / asked.parameters;
        if (contains(t.accelerator, asked.accelerator) && t.bits == asked.bits &&
            t.mixture == asked.mixture && ratio > 0.0 && std::abs(std::log(ratio)) <= farthest) {
            rows.push_back(run.row);
        }
    }
    return rows;
}

std::vector<Near> Neighbourhood::by_distance(const TrainScenario& scenario,
                                             std::string_view beside) const {
    const train::Traits asked = train::traits_of(scenario);
    std::vector<std::tuple<double, double, std::size_t>> order;
    for (const Run& run : runs_) {
        if (!left_out(run.source, beside)) {
            order.emplace_back(train::distance(run.traits, asked),
                               train::layout_distance(run.traits, asked), run.row);
        }
    }
    std::sort(order.begin(), order.end());
    std::vector<Near> out;
    out.reserve(order.size());
    for (const auto& [distance, layout, row] : order) {
        out.push_back({.row = row, .distance = distance});
    }
    return out;
}

std::vector<train::Outside> Neighbourhood::outside(const TrainScenario& scenario, double far,
                                                   std::string_view beside) const {
    std::vector<train::Traits> others;
    for (const Run& run : runs_) {
        if (!left_out(run.source, beside)) {
            others.push_back(run.traits);
        }
    }
    return train::outside(others, train::traits_of(scenario), far);
}

}  // namespace foretoken::io
