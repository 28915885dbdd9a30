#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "../examples.hpp"
#include "base/account.hpp"
#include "memory/account.hpp"
#include "train/confidence_account.hpp"
#include "train/energy_account.hpp"
#include "train/headline_account.hpp"

using namespace foretoken;

namespace {

using tests::Example;

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
    for (const Example& e : tests::examples()) {
        CAPTURE(e.path);
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
