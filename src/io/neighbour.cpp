// Which published run is most like a scenario, and how far is it away?
#include "io/neighbour.hpp"

#include <cmath>

#include "io/question_row.hpp"
#include "model/parameters.hpp"

namespace foretoken::io {
namespace {

double log_ratio(double a, double b) {
    return a > 0.0 && b > 0.0 ? std::log(a / b) : 1.0;
}

bool narrow(std::string_view precision) {
    const std::string word = lower_case(precision);
    return contains(word, "fp8") || contains(word, "fp4");
}

bool narrow(Precision precision) {
    switch (precision) {
        case Precision::fp32:
        case Precision::tf32:
        case Precision::fp16:
        case Precision::bf16: return false;
        case Precision::fp8:
        case Precision::fp8_block:
        case Precision::mxfp8:
        case Precision::nvfp4: return true;
    }
    return false;
}

Spot spot_of(const Questioner::Row& row) {
    return {.row = row.index,
            .source = std::string(row.text("source")),
            .accelerator = row.word("gpu"),
            .parameters = row.number("active_params_b").value_or(0.0) * 1e9,
            .accelerators = row.number("n_gpus").value_or(0.0),
            .sequence = row.number("seq_len").value_or(0.0),
            .year = row.number("year").value_or(2023.0),
            .mixture = row.text("arch") == "moe",
            .narrow = narrow(row.text("precision")),
            .sharded = row.number("zero_or_fsdp_stage").value_or(0.0) >= 2.0 ||
                       contains(row.text("zero_or_fsdp_stage"), "FSDP")};
}

// The scenario in the same terms. Its accelerator is its family: "h100" of "h100-sxm".
Spot spot_of(const TrainScenario& s) {
    const std::string& id = s.cluster.node.accelerator.id;
    return {.row = 0,
            .source = "",
            .accelerator = id.substr(0, id.find('-')),
            .parameters = model::active_parameters(s.model),
            .accelerators = static_cast<double>(s.cluster.accelerators),
            .sequence = static_cast<double>(s.workload.sequence),
            .year = static_cast<double>(s.software.year),
            .mixture = s.model.experts.has_value(),
            .narrow = narrow(s.workload.precision),
            .sharded = s.plan.zero >= 2};
}

double square_of_distance(const Spot& run, const Spot& asked) {
    const auto square = [](double x) { return x * x; };
    double sum = square(log_ratio(run.parameters, asked.parameters));
    sum += square(log_ratio(run.accelerators, asked.accelerators) / 4.0);
    sum += square(log_ratio(run.sequence, asked.sequence) / 2.0);
    sum += contains(run.accelerator, asked.accelerator) ? 0.0 : square(2.0);
    sum += run.mixture == asked.mixture ? 0.0 : 1.0;
    sum += run.narrow == asked.narrow ? 0.0 : 1.0;
    sum += run.sharded == asked.sharded ? 0.0 : square(0.5);
    return sum + square((run.year - asked.year) / 4.0);
}

}  // namespace

Neighbourhood::Neighbourhood(const Table& table) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Questioner::Row row{.table = table, .index = i};
        const bool published = row.number("step_time_s") || row.number("tokens_per_s_per_gpu") ||
                               row.number("tflops_per_gpu");
        if (published && row.text("quality") != "C") {
            spots_.push_back(spot_of(row));
        }
    }
}

std::optional<Near> Neighbourhood::nearest(const TrainScenario& scenario,
                                           std::string_view beside) const {
    const Spot asked = spot_of(scenario);
    std::optional<Near> best;
    for (const Spot& run : spots_) {
        if (!beside.empty() && run.source == beside) {
            continue;
        }
        const double d = square_of_distance(run, asked);
        if (!best || d < best->distance) {
            best = Near{.row = run.row, .distance = d};
        }
    }
    if (best) {
        best->distance = std::sqrt(best->distance);
    }
    return best;
}

std::vector<std::size_t> Neighbourhood::alike(const TrainScenario& scenario) const {
    const Spot asked = spot_of(scenario);
    const double farthest = std::log(1.5);
    std::vector<std::size_t> rows;
    for (const Spot& run : spots_) {
        if (contains(run.accelerator, asked.accelerator) && run.narrow == asked.narrow &&
            run.mixture == asked.mixture &&
            std::abs(log_ratio(run.parameters, asked.parameters)) <= farthest) {
            rows.push_back(run.row);
        }
    }
    return rows;
}

}  // namespace foretoken::io
