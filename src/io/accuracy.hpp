// What do we predict for each row of a published table?
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/catalogue.hpp"
#include "io/csv.hpp"
#include "io/question.hpp"

namespace foretoken::io {

// One quantity of one row. `status` is "ok", or why there is no prediction.
struct Prediction {
    std::size_t row = 0;
    std::string id;
    std::string quantity;  // a column of the table: "step_time_s"
    std::optional<double> predicted;
    std::string status;
};

// Every quantity of measured_quantities() that is a column of the table, for every row, in the
// order of the rows. Depends on the columns that describe the run alone.
std::vector<Prediction> predictions(const Table& table, const Catalogue& catalogue);

std::span<const std::string_view> measured_quantities();

// One row's answer, with all that was assumed.
Result<train::Choice> answer(const Question& question, Questioner& questioner);
// The value of a quantity in the row's own convention; empty for a name that is no quantity.
std::optional<double> quantity_of(std::string_view quantity, const Forecast& forecast,
                                  Convention convention);

// The table that is built in.
Result<Table> published_training();

}  // namespace foretoken::io
