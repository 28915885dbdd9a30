// Which examples does the project have, and what is answered to them?
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "train/forecast.hpp"

namespace foretoken::tests {

struct Example {
    std::string path;
    TrainScenario scenario;  // its plan completed
    Calibration calibration;
    Forecast forecast;
};

inline Example answered(const std::string& path) {
    const io::Catalogue rows;
    const auto text = io::read_file(path);
    REQUIRE(text);
    const auto scenario = io::read_train_scenario(
        {.text = *text,
         .name = path,
         .overrides = {},
         .read_file = [](const std::string& file) { return io::read_file(file); }},
        rows);
    REQUIRE(scenario);
    const auto calibration = rows.calibration(scenario->cluster.node.accelerator);
    REQUIRE(calibration);
    const auto forecast = train::forecast(*scenario, *calibration);
    REQUIRE(forecast);
    return {.path = path,
            .scenario = train::settled(*scenario),
            .calibration = *calibration,
            .forecast = *forecast};
}

// All of examples/; tests run where it lies.
inline std::vector<Example> examples() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator("examples")) {
        if (entry.path().extension() == ".yaml") {
            paths.push_back(entry.path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Example> list;
    for (const std::string& path : paths) {
        list.push_back(answered(path));
    }
    REQUIRE(list.size() >= 10);
    return list;
}

}  // namespace foretoken::tests
