// Which published run is most like a scenario?
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

double distance(const Questioner::Row& row, const TrainScenario& s, double parameters) {
    const auto square = [](double x) { return x * x; };
    const std::string& id = s.cluster.node.accelerator.id;
    const std::string family = id.substr(0, id.find('-'));
    const double count = row.number("n_gpus").value_or(0.0);
    double sum = square(log_ratio(row.number("active_params_b").value_or(0.0) * 1e9, parameters));
    sum += square(log_ratio(count, static_cast<double>(s.cluster.accelerators)) / 4.0);
    sum += square(
        log_ratio(row.number("seq_len").value_or(0.0), static_cast<double>(s.workload.sequence)) /
        2.0);
    sum += contains(row.word("gpu"), family) ? 0.0 : square(2.0);
    sum += (row.text("arch") == "moe") == s.model.experts.has_value() ? 0.0 : 1.0;
    sum += narrow(row.text("precision")) == narrow(s.workload.precision) ? 0.0 : 1.0;
    const bool sharded = row.number("zero_or_fsdp_stage").value_or(0.0) >= 2.0 ||
                         contains(row.text("zero_or_fsdp_stage"), "FSDP");
    sum += sharded == (s.plan.zero >= 2) ? 0.0 : square(0.5);
    sum +=
        square((row.number("year").value_or(2023.0) - static_cast<double>(s.software.year)) / 4.0);
    return sum;
}

}  // namespace

std::optional<std::size_t> nearest_row(const Table& table, const TrainScenario& s) {
    const double parameters = model::active_parameters(s.model);
    std::optional<std::size_t> best;
    double least = 0.0;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Questioner::Row row{.table = table, .index = i};
        const bool published = row.number("step_time_s") || row.number("tokens_per_s_per_gpu") ||
                               row.number("tflops_per_gpu");
        if (!published || row.text("quality") == "C") {
            continue;
        }
        const double d = distance(row, s, parameters);
        if (!best || d < least) {
            best = i;
            least = d;
        }
    }
    return best;
}

}  // namespace foretoken::io
