#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "train/forecast.hpp"
#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

std::vector<std::string> split(const std::string& text, const std::string& by) {
    std::vector<std::string> parts;
    std::size_t at = 0;
    for (std::size_t end = text.find(by); end != std::string::npos; end = text.find(by, at)) {
        parts.push_back(text.substr(at, end - at));
        at = end + by.size();
    }
    parts.push_back(text.substr(at));
    return parts;
}

// Does what a person would who reads "plan.pp 4" or "plan.recompute full".
void apply(const std::string& change, Plan& p) {
    const auto space = change.find(' ');
    const std::string name = change.substr(0, space);
    const std::string value = change.substr(space + 1);
    if (name == "plan.recompute") {
        p.recompute = value == "full" ? Recompute::full : Recompute::selective;
        return;
    }
    std::int64_t* member = name == "plan.tp"            ? &p.tp
                           : name == "plan.pp"          ? &p.pp
                           : name == "plan.ep"          ? &p.ep
                           : name == "plan.zero"        ? &p.zero
                           : name == "plan.micro_batch" ? &p.micro_batch
                                                        : nullptr;
    if (member == nullptr) {
        FAIL("a change that nobody understands: " << change);
        return;
    }
    *member = std::atoll(value.c_str());
}

// Every remedy of the hint, applied.
std::vector<TrainScenario> remedied(const TrainScenario& s, const std::string& hint) {
    const std::string opening = "would fit: ";
    REQUIRE(hint.substr(0, opening.size()) == opening);
    std::vector<TrainScenario> list;
    for (const std::string& remedy : split(hint.substr(opening.size()), "; or ")) {
        TrainScenario changed = s;
        changed.plan.dp = 0;
        for (const std::string& part : split(remedy, " and ")) {
            for (const std::string& change : split(part, ", ")) {
                apply(change, changed.plan);
            }
        }
        list.push_back(changed);
    }
    return list;
}

TEST_CASE("a plan that fits is no error") {
    const TrainScenario s = sample_scenario({.tp = 8});
    CHECK(check_fit(s, of(s)));
}

TEST_CASE("one that does not names the stage, the need, the largest term") {
    TrainScenario s = sample_scenario();
    s.cluster.node.accelerator.memory.value = {1e9};
    const auto e = check_fit(s, of(s));
    REQUIRE_FALSE(e);
    CHECK(e.error().kind == Error::Kind::infeasible);
    CHECK(e.error().where == "plan");
    const std::string& said = e.error().message;
    CHECK(said.find("stage 0 needs ") == 0);
    CHECK(said.find("which has 1.0 GB") != std::string::npos);
    // 12 bytes for each of 155.3 million parameters.
    CHECK(said.find("largest term is optimizer states and master weights, 1.9 GB") !=
          std::string::npos);
}

TEST_CASE("what the hint names really fits") {
    int hints = 0;
    for (const Plan& p : {Plan{}, Plan{.micro_batch = 2}, Plan{.tp = 2}, Plan{.pp = 2},
                          Plan{.tp = 2, .pp = 2, .zero = 1}, Plan{.cp = 2, .zero = 2}}) {
        TrainScenario s = sample_scenario(p);
        for (double capacity = 1e9; capacity < 32e9; capacity *= 1.25) {
            s.cluster.node.accelerator.memory.value = {capacity};
            const auto e = check_fit(s, of(s));
            if (e || e.error().hint == "none of the usual changes fits: use more accelerators") {
                continue;
            }
            for (const TrainScenario& changed : remedied(s, e.error().hint)) {
                CAPTURE(e.error().hint);
                CHECK(of(changed).fits());
                ++hints;
            }
        }
    }
    CHECK(hints > 10);
}

TEST_CASE("the hint asks for no more than is needed") {
    TrainScenario s = sample_scenario();
    const Forecast eager = of(s);
    s.cluster.node.accelerator.memory.value = eager.peak_memory() - Bytes{1e6};
    const std::string hint = check_fit(s, of(s)).error().hint;
    CHECK(hint.find(" and ") == std::string::npos);
    CHECK(hint.find("would fit: plan.") == 0);
}

TEST_CASE("when nothing helps, the hint says so") {
    TrainScenario s = sample_scenario();
    s.cluster.node.accelerator.memory.value = {1e6};
    CHECK(check_fit(s, of(s)).error().hint ==
          "none of the usual changes fits: use more accelerators");
}

}  // namespace
}  // namespace foretoken::train
