// What does a program get that reads a forecast?
#include "report/result.hpp"

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "report/levers.hpp"
#include "report/phrases.hpp"
#include "report/trust.hpp"

namespace foretoken::report {
namespace {

using Json = nlohmann::ordered_json;

Json memory_json(const StageMemory& stage) {
    Json out{{"stage", stage.stage}, {"total_bytes", stage.total.value}};
    for (const MemoryTerm& term : stage.terms) {
        out[std::string(term.key) + "_bytes"] = term.bytes.value;
    }
    return out;
}

Json energy_json(const Forecast& f) {
    const Energy& e = f.energy;
    const double step = e.total.value * static_cast<double>(f.accelerators);
    Json out{{"accelerator_w", e.accelerator.value},
             {"all_w", e.all.value},
             {"joules_per_token", e.per_token},
             {"step_j", step},
             {"step_kwh", step / 3.6e6},
             {"accelerator_step_j", e.total.value}};
    for (const EnergyTerm& term : e.terms) {
        out["terms"].push_back({{"key", term.key},
                                {"says", term.says},
                                {"time_s", term.time.value},
                                {"power_w", term.power.value},
                                {"energy_j", term.energy.value}});
    }
    return out;
}

Json forecast_object(const Forecast& f) {
    Json out;
    out["step_s"] = f.step.value;
    if (f.interval.high > f.interval.low) {
        out["interval"] = {{"low_s", f.interval.low.value},
                           {"high_s", f.interval.high.value},
                           {"memory_low_bytes", f.interval.memory_low.value},
                           {"memory_high_bytes", f.interval.memory_high.value}};
    }
    out["tokens_per_s_per_accelerator"] = f.tokens_per_second_per_accelerator();
    out["accelerators"] = f.accelerators;
    out["tokens_per_step"] = f.tokens;
    out["mfu"] = f.rate(f.flops.model_full) / f.peak;
    out["model_flop_per_s_per_accelerator"] = f.rate(f.flops.model_full).value;
    out["model_causal_flop_per_s_per_accelerator"] = f.rate(f.flops.model_causal).value;
    out["hardware_flop_per_s_per_accelerator"] = f.rate(f.flops.hardware).value;
    out["peak_flop_per_s"] = f.peak.value;
    out["fits"] = f.fits();
    out["peak_memory_bytes"] = f.peak_memory().value;
    out["memory_capacity_bytes"] = f.memory_capacity.value;
    for (const Term& term : f.terms) {
        out["terms"].push_back({{"key", term.key},
                                {"says", term.says},
                                {"time_s", term.time.value},
                                {"source", status_name(term.source)}});
    }
    for (const StageMemory& stage : f.memory) {
        out["memory"].push_back(memory_json(stage));
    }
    if (f.energy.total.value > 0.0) {
        out["energy"] = energy_json(f);
    }
    return out;
}

Json trust_json(const Trust& trust) {
    Json out;
    out["says"] = trust_phrase(trust);
    out["extrapolated"] = trust.extrapolated();
    out["outside"] = Json::array();
    for (const train::Outside& o : trust.outside) {
        out["outside"].push_back({{"coordinate", train::name(o.coordinate)},
                                  {"says", outside_phrase(o)},
                                  {"value", o.value},
                                  {"low", o.low},
                                  {"high", o.high}});
    }
    out["nearest"] = Json::array();
    for (const Neighbour& n : trust.nearest) {
        out["nearest"].push_back({{"id", n.id},
                                  {"source", n.source},
                                  {"distance", n.distance},
                                  {"what", n.what},
                                  {"software", n.software},
                                  {"where", n.where},
                                  {"quantity", n.quantity},
                                  {"measured", n.measured},
                                  {"predicted", n.predicted},
                                  {"error", n.error()}});
    }
    return out;
}

Json lever_json(const Lever& lever) {
    Json out{{"kind", kind_name(lever.kind)},  {"says", lever.says},
             {"step_s", lever.step.value},     {"change", lever.change},
             {"speed", lever.speed.value},     {"speed_low", lever.speed.low},
             {"speed_high", lever.speed.high}, {"changes", Json::array()}};
    for (const Change& change : lever.changes) {
        out["changes"].push_back(
            {{"path", change.path}, {"before", change.before}, {"after", change.after}});
    }
    return out;
}

Json bottleneck_json(const train::Bottleneck& b) {
    return {{"says", b.says}, {"time_s", b.time.value}, {"share", b.share}};
}

std::string signature(const Json& scenario, const Json& forecast) {
    return digest(scenario.dump() + forecast.dump());
}

}  // namespace

std::string signature(const Forecast& forecast, const Question& question) {
    return signature(Json::parse(question.scenario), forecast_object(forecast));
}

std::string forecast_json(const Forecast& forecast) {
    return forecast_object(forecast).dump();
}

std::string json(const Answer& a, const Question& question) {
    Json out;
    out["foretoken"] = 1;
    out["kind"] = "forecast";
    out["version"] = question.version;
    Json scenario = Json::parse(question.scenario);
    Json forecast = forecast_object(a.forecast);
    out["signature"] = signature(scenario, forecast);
    out["seed"] = nullptr;  // nothing is drawn at random
    out["verdict"] = verdict(a.scenario, a.forecast);
    out["scenario"] = std::move(scenario);
    out["forecast"] = std::move(forecast);
    if (!a.levers.empty()) {
        out["bottleneck"] = bottleneck_json(train::bottleneck(a.forecast));
        for (const Lever& lever : a.levers) {
            out["levers"].push_back(lever_json(lever));
        }
    }
    if (!trust_phrase(a.trust).empty()) {
        out["trust"] = trust_json(a.trust);
    }
    out["assumptions"] = a.scenario.assumptions;
    out["provenance"] = Json::parse(question.provenance);
    return out.dump(2) + "\n";
}

}  // namespace foretoken::report
