// How does a program ask foretoken?
#include <foretoken/foretoken.hpp>

#include "io/accuracy.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "report/answer.hpp"
#include "train/explain.hpp"
#include "train/forecast.hpp"

namespace foretoken {

Result<TrainScenario> read_scenario(const std::string& path) {
    auto text = io::read_file(path);
    if (!text) {
        return text.error();
    }
    const io::ScenarioRequest request{
        .text = *std::move(text),
        .name = path,
        .overrides = {},
        .read_file = [](const std::string& file) { return io::read_file(file); }};
    return io::read_train_scenario(request, io::Catalogue());
}

Result<Forecast> forecast(const TrainScenario& scenario) {
    const auto calibration = io::Catalogue().calibration(scenario.cluster.node.accelerator);
    if (!calibration) {
        return calibration.error();
    }
    auto answer = train::forecast(scenario, *calibration);
    if (answer) {
        io::set_interval(scenario, *calibration, *answer);
    }
    return answer;
}

Result<std::vector<Account>> accounts(const TrainScenario& scenario) {
    const auto calibration = io::Catalogue().calibration(scenario.cluster.node.accelerator);
    if (!calibration) {
        return calibration.error();
    }
    auto answer = train::forecast(scenario, *calibration);
    if (!answer) {
        return answer.error();
    }
    const double distance = io::set_interval(scenario, *calibration, *answer);
    return train::accounts(scenario, *answer, *calibration, distance);
}

std::string verdict(const TrainScenario& scenario, const Forecast& forecast) {
    return report::verdict(scenario, forecast);
}

}  // namespace foretoken
