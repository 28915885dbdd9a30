// Which published runs stand beside a forecast?
#include "cli/neighbour.hpp"

#include <set>

#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/published.hpp"

namespace foretoken::cli {
namespace {

constexpr std::size_t neighbours = 3;

report::Neighbour neighbour(const io::Table& table, const io::Near& near,
                            const io::MeasuredSpeed& measured, const io::Question& question,
                            const Forecast& forecast) {
    const auto cell = [&](const char* column) { return std::string(table.cell(near.row, column)); };
    return {.id = question.id,
            .source = cell("source"),
            .distance = near.distance,
            .what = cell("model_name") + " on " + cell("n_gpus") + " " + cell("gpu") + ", " +
                    cell("precision"),
            .software = cell("framework"),
            .where = cell("source_where"),
            .quantity = measured.quantity,
            .measured = measured.value,
            .predicted =
                io::quantity_of(measured.quantity, forecast, question.convention).value_or(0.0)};
}

}  // namespace

report::Trust trust(const TrainScenario& scenario, const Calibration& calibration,
                    const io::Catalogue& catalogue) {
    const auto& table = io::published_training();
    const io::Neighbourhood& runs = io::published_neighbourhood();
    report::Trust out{.nearest = {},
                      .outside = runs.outside(scenario, calibration.confidence.far_distance.value)};
    io::Questioner questioner(catalogue);
    std::set<std::string> layouts;
    for (const io::Near& near : runs.by_distance(scenario)) {
        if (out.nearest.size() == neighbours) {
            break;
        }
        const auto measured = io::measured_speed(*table, near.row);
        if (!measured || !layouts.insert(io::layout_of(*table, near.row)).second) {
            continue;
        }
        const auto question = questioner.question(*table, near.row);
        const auto choice = question ? io::answer(*question, questioner) : question.error();
        if (choice) {
            out.nearest.push_back(neighbour(*table, near, *measured, *question, choice->forecast));
        }
    }
    return out;
}

namespace {

Result<report::Answer> published_answer(const io::Table& table, std::size_t row,
                                        io::Questioner& questioner) {
    const auto question = questioner.question(table, row);
    if (!question) {
        return question.error();
    }
    auto choice = io::answer(*question, questioner);
    if (!choice) {
        return choice.error();
    }
    report::Answer answer{.scenario = choice->scenario, .forecast = choice->forecast, .trust = {}};
    const std::string_view source = table.cell(row, "source");
    const Accelerator& accelerator = choice->scenario.cluster.node.accelerator;
    if (const auto calibration = questioner.calibration(accelerator)) {
        io::set_interval(choice->scenario, *calibration, answer.forecast, source);
        answer.trust.outside = io::published_neighbourhood().outside(
            choice->scenario, calibration->confidence.far_distance, source);
    }
    if (const auto measured = io::measured_speed(table, row)) {
        answer.trust.nearest = {
            neighbour(table, {.row = row}, *measured, *question, choice->forecast)};
    }
    return answer;
}

}  // namespace

Result<report::Answer> published_answer(const io::Table& table, std::size_t row,
                                        const io::Catalogue& catalogue) {
    io::Questioner questioner(catalogue);
    return published_answer(table, row, questioner);
}

std::vector<report::Answer> published_alike(const TrainScenario& scenario,
                                            const io::Catalogue& catalogue) {
    std::vector<report::Answer> list;
    const auto& table = io::published_training();
    io::Questioner questioner(catalogue);
    for (const std::size_t row : io::published_neighbourhood().alike(scenario)) {
        auto answer = published_answer(*table, row, questioner);
        if (answer && !answer->trust.nearest.empty()) {
            list.push_back(*std::move(answer));
        }
    }
    return list;
}

}  // namespace foretoken::cli
