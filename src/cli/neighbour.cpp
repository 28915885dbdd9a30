// Which published run stands beside a forecast?
#include "cli/neighbour.hpp"

#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/neighbour.hpp"

namespace foretoken::cli {

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
    report::Answer answer{
        .scenario = choice->scenario, .forecast = choice->forecast, .nearest = {}};
    const auto measured = io::measured_speed(table, row);
    if (!measured) {
        return answer;
    }
    const Accelerator& accelerator = choice->scenario.cluster.node.accelerator;
    if (const auto calibration = questioner.calibration(accelerator)) {
        io::set_interval(choice->scenario, *calibration, answer.forecast,
                         table.cell(row, "source"));
    }
    const auto cell = [&](const char* column) { return std::string(table.cell(row, column)); };
    answer.nearest = report::Neighbour{
        .id = question->id,
        .source = cell("source"),
        .what = cell("model_name") + " on " + cell("n_gpus") + " " + cell("gpu") + ", " +
                cell("precision") + ", " + cell("framework"),
        .where = cell("source_where"),
        .quantity = measured->quantity,
        .measured = measured->value,
        .predicted = io::quantity_of(measured->quantity, choice->forecast, question->convention)
                         .value_or(0.0)};
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
    const auto table = io::published_training();
    if (!table) {
        return list;
    }
    io::Questioner questioner(catalogue);
    for (const std::size_t row : io::Neighbourhood(*table).alike(scenario)) {
        if (auto answer = published_answer(*table, row, questioner); answer && answer->nearest) {
            list.push_back(*std::move(answer));
        }
    }
    return list;
}

std::optional<report::Neighbour> nearest_published(const TrainScenario& scenario,
                                                   const io::Catalogue& catalogue) {
    const auto table = io::published_training();
    const auto near = table ? io::Neighbourhood(*table).nearest(scenario) : std::nullopt;
    if (!near) {
        return std::nullopt;
    }
    const auto answer = published_answer(*table, near->row, catalogue);
    return answer ? answer->nearest : std::nullopt;
}

}  // namespace foretoken::cli
