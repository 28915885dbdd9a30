// What do we predict for each row of a published table?
#include "io/accuracy.hpp"

#include <array>

#include "base/parallel.hpp"
#include "io/published.hpp"
#include "train/confidence.hpp"

namespace foretoken::io {
namespace {

constexpr std::array<std::string_view, 5> quantities{"step_time_s", "tflops_per_gpu", "mfu_pct",
                                                     "tokens_per_s_per_gpu", "peak_mem_gib"};

std::string sentence(const Error& error) {
    return (error.where.empty() ? "" : error.where + ": ") + error.message;
}

// What can be done for all rows at once: a question and its constants, or why there is none.
struct Prepared {
    std::optional<Question> question;
    std::optional<Calibration> calibration;
    std::string status = "ok";
};

Prepared prepare(const Table& table, std::size_t row, Questioner& questioner) {
    Prepared p;
    auto question = questioner.question(table, row);
    if (!question) {
        p.status = sentence(question.error());
        return p;
    }
    const auto calibration = questioner.calibration(question->scenario.cluster.node.accelerator);
    if (!calibration) {
        p.status = sentence(calibration.error());
        return p;
    }
    p.question = *std::move(question);
    p.calibration = *calibration;
    return p;
}

}  // namespace

std::span<const std::string_view> measured_quantities() {
    return quantities;
}

std::optional<double> quantity_of(std::string_view quantity, const Forecast& f,
                                  Convention convention) {
    const Flops flops = convention == Convention::hardware ? f.flops.hardware
                        : convention == Convention::causal ? f.flops.model_causal
                                                           : f.flops.model_full;
    if (quantity == "step_time_s") {
        return f.step.value;
    }
    if (quantity == "tokens_per_s_per_gpu") {
        return f.tokens_per_second_per_accelerator();
    }
    if (quantity == "tflops_per_gpu") {
        return f.rate(flops).value / 1e12;
    }
    if (quantity == "mfu_pct") {
        return 100.0 * (f.rate(flops) / f.peak);
    }
    if (quantity == "peak_mem_gib") {
        return f.peak_memory().value / 1073741824.0;
    }
    return std::nullopt;
}

Bounds bounds_of(std::string_view quantity, double predicted, const Forecast& f) {
    if (quantity == "peak_mem_gib") {
        return {.low = predicted * (f.interval.memory_low / f.peak_memory()),
                .high = predicted * (f.interval.memory_high / f.peak_memory())};
    }
    if (quantity == "step_time_s") {
        return {.low = f.interval.low.value, .high = f.interval.high.value};
    }
    return {.low = predicted * (f.step / f.interval.high),
            .high = predicted * (f.step / f.interval.low)};
}

Result<train::Choice> answer(const Question& question, Questioner& questioner) {
    const auto calibration = questioner.calibration(question.scenario.cluster.node.accelerator);
    if (!calibration) {
        return calibration.error();
    }
    return train::choose(question.scenario, question.open, *calibration);
}

std::vector<Prediction> predictions(const Table& table, const Catalogue& catalogue,
                                    const std::function<void()>& done) {
    Questioner questioner(catalogue);
    std::vector<Prepared> prepared;
    prepared.reserve(table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        prepared.push_back(prepare(table, row, questioner));
    }
    std::vector<std::optional<Result<train::Choice>>> answers(table.rows.size());
    parallel_for(table.rows.size(), [&](std::size_t row) {
        const Prepared& p = prepared[row];
        if (p.question) {
            answers[row] = train::choose(p.question->scenario, p.question->open, *p.calibration);
        }
        if (done) {
            done();
        }
    });
    std::vector<Prediction> list;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        std::shared_ptr<Forecast> forecast;
        double distance = 0.0;
        if (answers[row] && *answers[row]) {
            const train::Choice& choice = **answers[row];
            forecast = std::make_shared<Forecast>(choice.forecast);
            distance = set_interval(choice.scenario, *prepared[row].calibration, *forecast,
                                    table.cell(row, "source"));
        }
        for (const std::string_view quantity : quantities) {
            if (!table.column(quantity)) {
                continue;
            }
            Prediction p{.row = row,
                         .id = std::string(table.cell(row, "id")),
                         .quantity = std::string(quantity),
                         .predicted = std::nullopt,
                         .status = prepared[row].status,
                         .forecast = forecast,
                         .distance = distance};
            if (forecast) {
                const Question& asked = *prepared[row].question;
                p.predicted = quantity_of(quantity, *forecast, asked.convention);
                if (quantity == "peak_mem_gib" && asked.allocated) {
                    p.predicted = forecast->peak_allocated().value / 1073741824.0;
                }
                const Bounds bounds = bounds_of(quantity, p.predicted.value_or(0.0), *forecast);
                p.low = bounds.low;
                p.high = bounds.high;
            } else if (answers[row]) {
                p.status = sentence(answers[row]->error());
            }
            list.push_back(std::move(p));
        }
    }
    return list;
}

double set_interval(const TrainScenario& scenario, const Calibration& calibration,
                    Forecast& forecast, std::string_view beside) {
    const auto near = published_neighbourhood().nearest(scenario, beside);
    const double distance = near ? near->distance : calibration.confidence.usual_distance.value;
    forecast.interval = train::interval(forecast, calibration.confidence, distance);
    return distance;
}

}  // namespace foretoken::io
