// Which published run stands beside a forecast?
#include "cli/neighbour.hpp"

#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/neighbour.hpp"

namespace foretoken::cli {

std::optional<report::Neighbour> nearest_published(const TrainScenario& scenario,
                                                   const io::Catalogue& catalogue) {
    const auto table = io::published_training();
    if (!table) {
        return std::nullopt;
    }
    const auto row = io::nearest_row(*table, scenario);
    if (!row) {
        return std::nullopt;
    }
    io::Questioner questioner(catalogue);
    const auto question = questioner.question(*table, *row);
    if (!question) {
        return std::nullopt;
    }
    const auto choice = io::answer(*question, questioner);
    const auto measured = io::measured_speed(*table, *row);
    if (!choice || !measured) {
        return std::nullopt;
    }
    const auto cell = [&](const char* column) { return std::string(table->cell(*row, column)); };
    return report::Neighbour{
        .id = question->id,
        .source = cell("source"),
        .what = cell("model_name") + " on " + cell("n_gpus") + " " + cell("gpu") + ", " +
                cell("precision") + ", " + cell("framework"),
        .where = cell("source_where"),
        .quantity = measured->quantity,
        .measured = measured->value,
        .predicted = io::quantity_of(measured->quantity, choice->forecast, question->convention)
                         .value_or(0.0),
        .measured_tokens = measured->tokens_per_s_per_accelerator};
}

}  // namespace foretoken::cli
