#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "train/forecast.hpp"
#include "train/timeline.hpp"
#include "train/timeline_sums_test.hpp"

using namespace foretoken;

TEST_CASE("the timelines of all examples add up to their forecasts") {
    const io::Catalogue rows;
    int examples = 0;
    for (const auto& entry : std::filesystem::directory_iterator("examples")) {
        if (entry.path().extension() != ".yaml") {
            continue;
        }
        ++examples;
        const std::string path = entry.path().string();
        CAPTURE(path);
        const io::ScenarioRequest request{
            .text = *io::read_file(path),
            .name = path,
            .overrides = {},
            .read_file = [](const std::string& file) { return io::read_file(file); }};
        const auto scenario = io::read_train_scenario(request, rows);
        REQUIRE(scenario);
        const auto constants = rows.calibration(scenario->cluster.node.accelerator);
        REQUIRE(constants);
        const auto forecast = train::forecast(*scenario, *constants);
        const auto timeline = train::timeline(*scenario, *constants, {.slices = 2'000'000});
        REQUIRE(forecast);
        REQUIRE(timeline);
        CHECK(train::broken(*timeline, *forecast, true) == "");
    }
    CHECK(examples >= 10);
}
