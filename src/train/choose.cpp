// What would somebody have chosen who does not say?
#include "train/choose.hpp"

#include <algorithm>
#include <optional>

#include "plan/legal.hpp"
#include "train/forecast.hpp"

namespace foretoken::train {
namespace {

std::vector<Plan> splits(const TrainScenario& s, const Open& open) {
    if (!open.split) {
        return {s.plan};
    }
    std::vector<Plan> list;
    for (std::int64_t tp = 1; tp <= s.cluster.node.accelerators; tp *= 2) {
        for (std::int64_t pp = 1; pp <= s.model.layers; ++pp) {
            if (s.model.layers % pp != 0 || tp * pp > s.cluster.accelerators ||
                (pp > 1 && s.plan.zero >= 3)) {
                continue;
            }
            Plan p = s.plan;
            p.tp = tp;
            p.pp = pp;
            p.sequence_parallel = tp > 1 && s.software.year >= 2022;
            list.push_back(p);
        }
    }
    return list;
}

std::vector<Plan> with_micro_batches(const std::vector<Plan>& plans, const Open& open) {
    if (!open.micro_batch) {
        return plans;
    }
    std::vector<Plan> list;
    for (Plan p : plans) {
        for (p.micro_batch = 1; p.micro_batch <= 16; p.micro_batch *= 2) {
            list.push_back(p);
        }
    }
    return list;
}

// Layers divide evenly over `chunks`, on their own or with embedding and output as a layer each.
bool deals_evenly(const Model& m, std::int64_t chunks) {
    const std::int64_t tail = 1 + m.prediction_layers;
    return m.layers % chunks == 0 || (m.layers + tail) % chunks == 0 ||
           (m.layers + tail + 1) % chunks == 0;
}

std::vector<Plan> with_chunks(const std::vector<Plan>& plans, const Model& m, const Open& open) {
    if (!open.vpp) {
        return plans;
    }
    std::vector<Plan> list;
    for (Plan p : plans) {
        p.vpp = 1;
        list.push_back(p);
        for (std::int64_t v = 2; p.pp > 1 && p.pp * v <= m.layers + 2; ++v) {
            if (deals_evenly(m, p.pp * v)) {
                p.vpp = v;
                list.push_back(p);
            }
        }
    }
    return list;
}

std::vector<Plan> with_recompute(const std::vector<Plan>& plans, const Open& open) {
    if (!open.recompute) {
        return plans;
    }
    std::vector<Plan> list;
    for (Plan p : plans) {
        for (const Recompute mode : {Recompute::none, Recompute::selective, Recompute::full}) {
            p.recompute = mode;
            list.push_back(p);
        }
    }
    return list;
}

// A plan that fits beats one that does not; then speed decides, or need of memory if none fits.
bool better(const Forecast& a, const Forecast& b) {
    if (a.fits() != b.fits()) {
        return a.fits();
    }
    return a.fits() ? a.step < b.step : a.peak_memory() < b.peak_memory();
}

const char* name(Recompute mode) {
    switch (mode) {
        case Recompute::none: return "none";
        case Recompute::selective: return "selective";
        case Recompute::full: return "full";
    }
    return "";
}

void explain(const Open& open, Choice& choice) {
    const Plan& p = choice.scenario.plan;
    std::string what;
    const auto add = [&](bool is_open, const std::string& text) {
        if (is_open) {
            what += (what.empty() ? "" : ", ") + text;
        }
    };
    add(open.split, "tp " + std::to_string(p.tp) + " pp " + std::to_string(p.pp));
    add(open.micro_batch, "micro_batch " + std::to_string(p.micro_batch));
    add(open.vpp && p.pp > 1, "vpp " + std::to_string(p.vpp));
    add(open.recompute, std::string("recompute ") + name(p.recompute));
    if (!what.empty()) {
        choice.scenario.assumptions.push_back(what + ": the fastest that fits");
    }
}

}  // namespace

Result<Choice> choose(const TrainScenario& scenario, const Open& open,
                      const Calibration& calibration) {
    const std::vector<Plan> plans = with_recompute(
        with_chunks(with_micro_batches(splits(scenario, open), open), scenario.model, open), open);
    std::optional<Choice> best;
    std::optional<Error> first;
    TrainScenario tried = scenario;
    for (const Plan& plan : plans) {
        tried.plan = plan;
        const auto result = forecast(tried, calibration);
        if (!result) {
            first = first ? first : result.error();
            continue;
        }
        if (!best || better(*result, best->forecast)) {
            best = Choice{.scenario = tried, .forecast = *result};
        }
    }
    if (!best) {
        return *first;
    }
    best->scenario.plan = *plan::completed(best->scenario.plan, scenario.model, scenario.workload,
                                           scenario.cluster.accelerators);
    explain(open, *best);
    return *std::move(best);
}

}  // namespace foretoken::train
