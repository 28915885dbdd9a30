#include "io/signature.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "train/forecast.hpp"

using namespace foretoken;
using namespace foretoken::io;

namespace {

const std::vector<SigningScenario>& scenarios() {
    static const std::vector<SigningScenario> list = *signing_scenarios(Catalogue());
    return list;
}

Forecast forecast() {
    Forecast f;
    f.terms = {{.key = "a", .says = "", .time = {1.5}}, {.key = "b", .says = "", .time = {0.5}}};
    f.step = {2.0};
    f.memory = {
        {.stage = 0, .terms = {{.key = "weights", .says = "", .bytes = {1e9}}}, .total = {4e9}}};
    return f;
}

TEST_CASE("what is digested of a forecast") {
    CHECK(canonical(forecast()) ==
          "step 2\na 750000000\nb 250000000\nstage 4000000000\nweights 250000000\nenergy 0\n");
}

TEST_CASE("the tenth digit does not count, the eighth does") {
    Forecast f = forecast();
    f.terms[0].time.value *= 1.0 + 1e-11;
    f.step.value *= 1.0 + 1e-11;
    CHECK(canonical(f) == canonical(forecast()));
    f.terms[0].time.value *= 1.0 + 1e-8;
    CHECK(canonical(f) != canonical(forecast()));
}

TEST_CASE("no order and no number of threads changes the signature, any forecast does") {
    std::vector<SigningScenario> list = scenarios();
    const std::string whole = *signature(list);
    CHECK(whole.size() == 16);
    CHECK(*signature(list, {.limit = 1}) == whole);
    std::reverse(list.begin(), list.end());
    CHECK(*signature(list) == whole);
    auto& card = list.back().scenario.cluster.node.nic_bandwidth.value;
    card = card * 0.999;
    CHECK(*signature(list) != whole);
    list.pop_back();
    CHECK(*signature(list) != whole);
}

TEST_CASE("the scenarios that sign meet every term of a step and every schedule") {
    std::set<std::string_view> terms;
    std::set<Schedule> schedules;
    std::set<std::string> names;
    for (const SigningScenario& each : scenarios()) {
        names.insert(each.name);
        schedules.insert(each.scenario.plan.schedule);
        const auto f = train::forecast(each.scenario, each.calibration);
        REQUIRE(f);
        for (const Term& term : f->terms) {
            if (term.time.value > 0.0) {
                terms.insert(term.key);
            }
        }
    }
    CHECK(names.size() == scenarios().size());
    CHECK(schedules.size() == 5);
    const auto any = train::forecast(scenarios()[0].scenario, scenarios()[0].calibration);
    for (const Term& term : any->terms) {  // those of no time are listed too
        CAPTURE(term.key);
        CHECK(terms.count(term.key) == 1);
    }
}

}  // namespace
