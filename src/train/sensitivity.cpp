// Which single change would help a step most, and what holds it back?
#include "train/sensitivity.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "train/forecast.hpp"
#include "train/lever_changes.hpp"

namespace foretoken::train {
namespace {

// Forecasts each; what is illegal, does not fit or changes nothing is left out.
std::vector<Lever> tried(std::vector<Lever> list, const Run& before) {
    std::vector<std::optional<Forecast>> answers(list.size());
    parallel_for(list.size(), [&](std::size_t i) {
        if (auto answer = forecast(list[i].scenario, list[i].calibration)) {
            answers[i] = *std::move(answer);
        }
    });
    std::vector<Lever> kept;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool moves =
            answers[i] && answers[i]->fits() && answers[i]->step != before.forecast.step;
        if (moves) {
            Lever& lever = kept.emplace_back(std::move(list[i]));
            lever.scenario = settled(std::move(lever.scenario));
            lever.forecast = *std::move(answers[i]);
            lever.change = lever.forecast.step / before.forecast.step - 1.0;
            lever.speed = speed_ratio(before, {lever.scenario, lever.calibration, lever.forecast});
        }
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const Lever& a, const Lever& b) { return a.change < b.change; });
    return kept;
}

// The best plan that only twice the memory makes room for.
std::optional<Lever> with_more_memory(const Run& before) {
    const Bytes memory = before.forecast.memory_capacity;
    for (Lever& lever : tried(memory_changes(before.scenario, before.calibration), before)) {
        if (lever.forecast.peak_memory() > memory && lever.change < 0.0) {
            return std::move(lever);
        }
    }
    return std::nullopt;
}

bool is_product(std::string_view key) {
    static constexpr std::array<std::string_view, 5> products{"compute.linear", "compute.attention",
                                                              "compute.experts", "compute.adapters",
                                                              "compute.output"};
    return std::find(products.begin(), products.end(), key) != products.end();
}

}  // namespace

Result<std::vector<Lever>> levers(const TrainScenario& given, const Calibration& calibration) {
    const auto now = forecast(given, calibration);
    if (!now) {
        return now.error();
    }
    const TrainScenario scenario = settled(given);
    const Run before{scenario, calibration, *now};
    std::vector<Lever> list = tried(lever_changes(scenario, calibration), before);
    if (auto more = with_more_memory(before)) {
        const auto place =
            std::upper_bound(list.begin(), list.end(), *more,
                             [](const Lever& a, const Lever& b) { return a.change < b.change; });
        list.insert(place, *std::move(more));
    }
    return list;
}

Bottleneck bottleneck(const Forecast& f) {
    Seconds products;
    const Term* largest = nullptr;
    for (const Term& term : f.terms) {
        if (is_product(term.key)) {
            products += term.time;
        } else if (largest == nullptr || largest->time < term.time) {
            largest = &term;
        }
    }
    const Seconds ideal = f.flops.model_causal / f.peak / static_cast<double>(f.accelerators);
    const Seconds lost = products - ideal;
    if (largest != nullptr && largest->time >= lost) {
        return {.says = std::string(largest->says),
                .time = largest->time,
                .share = largest->time / f.step};
    }
    return {.says = "products and attention at " + percent(ideal / products) + " of peak",
            .time = lost,
            .share = lost / f.step};
}

}  // namespace foretoken::train
