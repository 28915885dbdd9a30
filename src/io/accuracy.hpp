// What do we predict for each row of a published table?
#pragma once

#include <functional>
#include <memory>
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
    std::shared_ptr<const Forecast> forecast = {};  // of the row; empty without a prediction
    double distance = 0.0;  // to the nearest published run of another source
    double low = 0.0;       // of the forecast's interval at that distance, in the quantity's unit
    double high = 0.0;
};

// Every quantity of measured_quantities() that is a column of the table, for every row, in the
// order of the rows. Depends on the columns that describe the run alone. `done`, if given, is
// called after each row, from any thread.
std::vector<Prediction> predictions(const Table& table, const Catalogue& catalogue,
                                    const std::function<void()>& done = {});

// The same as JSON, one object per row: what the time and the memory are made of.
std::string predictions_json(const std::vector<Prediction>& list);

std::span<const std::string_view> measured_quantities();

// One row's answer, with all that was assumed.
Result<train::Choice> answer(const Question& question, Questioner& questioner);
// The value of a quantity in the row's own convention; empty for a name that is no quantity.
std::optional<double> quantity_of(std::string_view quantity, const Forecast& forecast,
                                  Convention convention);

// The bounds of a quantity, `predicted` being what the forecast says of it.
struct Bounds {
    double low = 0.0;
    double high = 0.0;
};
Bounds bounds_of(std::string_view quantity, double predicted, const Forecast& forecast);

// The forecast with the interval that belongs to its distance to the nearest published run, those
// of the source `beside` left out; the distance.
double set_interval(const TrainScenario& scenario, const Calibration& calibration,
                    Forecast& forecast, std::string_view beside = {});

}  // namespace foretoken::io
