#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "base/account.hpp"
#include "io/catalogue.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "memory/account.hpp"
#include "train/confidence_account.hpp"
#include "train/energy_account.hpp"
#include "train/forecast.hpp"
#include "train/headline_account.hpp"

using namespace foretoken;

namespace {

// An example and its answer; the program is run where the examples lie.
struct Example {
    TrainScenario scenario;  // its plan completed
    Calibration calibration;
    Forecast forecast;
};

Example answered(const std::string& file) {
    const io::Catalogue rows;
    const auto text = io::read_file(file);
    REQUIRE(text);
    const auto scenario = io::read_train_scenario(
        {.text = *text,
         .name = file,
         .overrides = {},
         .read_file = [](const std::string& path) { return io::read_file(path); }},
        rows);
    REQUIRE(scenario);
    const auto calibration = rows.calibration(scenario->cluster.node.accelerator);
    REQUIRE(calibration);
    const auto forecast = train::forecast(*scenario, *calibration);
    REQUIRE(forecast);
    return {
        .scenario = train::settled(*scenario), .calibration = *calibration, .forecast = *forecast};
}

std::vector<std::string> examples() {
    std::vector<std::string> list;
    for (const auto& entry : std::filesystem::directory_iterator("examples")) {
        if (entry.path().extension() == ".yaml") {
            list.push_back(entry.path().string());
        }
    }
    std::sort(list.begin(), list.end());
    return list;
}

void check_well(const Account& account, double value) {
    CAPTURE(account.name);
    CHECK(std::abs(account.value - value) <= 1e-9 * std::abs(value));
    for (const std::string& fault : account::faults(account)) {
        FAIL_CHECK(fault);
    }
}

// Formulas are read by people.
void check_short(const Account& account) {
    CAPTURE(account.name);
    CAPTURE(account.formula);
    CHECK(account.formula.size() <= 120);
    for (const Account& part : account.parts) {
        check_short(part);
    }
}

TEST_CASE("memory, energy, bounds and headline figures of every example are accounted for") {
    CHECK(examples().size() >= 10);
    for (const std::string& file : examples()) {
        CAPTURE(file);
        const Example e = answered(file);
        std::vector<Account> all = memory::accounts(e.scenario);
        REQUIRE(all.size() == e.forecast.memory.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            check_well(all[i], e.forecast.memory[i].total.value);
            for (const MemoryTerm& term : e.forecast.memory[i].terms) {
                const Account* part = account::find(all[i], term.key);
                REQUIRE(part != nullptr);
                CHECK(part->value == term.bytes.value);
            }
        }
        const train::Job job = train::job_of(e.scenario, e.calibration);
        const Account energy = train::energy_account(e.forecast, job, e.calibration.kernel);
        check_well(energy, e.forecast.energy.total.value);
        const auto& constants = e.calibration.confidence;
        const auto bounds =
            train::interval_accounts(e.forecast, constants, constants.usual_distance);
        REQUIRE(bounds.size() == 4);
        check_well(bounds[0], e.forecast.interval.low.value);
        check_well(bounds[1], e.forecast.interval.high.value);
        check_well(bounds[2], e.forecast.interval.memory_low.value);
        check_well(bounds[3], e.forecast.interval.memory_high.value);
        const Account host = memory::host_account(e.scenario);
        check_well(host, e.forecast.host_memory.value);
        const auto headline = train::headline_accounts(e.forecast, e.scenario);
        check_well(headline[0], e.forecast.tokens_per_second_per_accelerator());
        check_well(headline[1], e.forecast.rate(e.forecast.flops.model_full) / e.forecast.peak);
        all.insert(all.end(), {energy, host});
        all.insert(all.end(), bounds.begin(), bounds.end());
        all.insert(all.end(), headline.begin(), headline.end());
        for (const Account& account : all) {
            check_short(account);
        }
    }
}

}  // namespace
