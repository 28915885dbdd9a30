// What does a program get that reads a forecast?
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/phrases.hpp"
#include "report/trust.hpp"

namespace foretoken::report {
namespace {

std::string row(std::string_view section, std::string_view key, double value, std::string_view unit,
                std::string_view source) {
    std::string out(section);
    out += ",";
    out += key;
    out += "," + with_digits(value, 12) + ",";
    out += unit;
    out += ",";
    out += source;
    return out + "\n";
}

nlohmann::ordered_json memory_json(const StageMemory& stage) {
    nlohmann::ordered_json out{{"stage", stage.stage}, {"total_bytes", stage.total.value}};
    for (const MemoryTerm& term : stage.terms) {
        out[std::string(term.key) + "_bytes"] = term.bytes.value;
    }
    return out;
}

nlohmann::ordered_json energy_json(const Forecast& f) {
    const Energy& e = f.energy;
    const double step = e.total.value * static_cast<double>(f.accelerators);
    nlohmann::ordered_json out{{"accelerator_w", e.accelerator.value},
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

nlohmann::ordered_json forecast_json(const Forecast& f) {
    nlohmann::ordered_json out;
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

nlohmann::ordered_json trust_json(const Trust& trust) {
    nlohmann::ordered_json out;
    out["says"] = trust_phrase(trust);
    out["extrapolated"] = trust.extrapolated();
    out["outside"] = nlohmann::ordered_json::array();
    for (const train::Outside& o : trust.outside) {
        out["outside"].push_back({{"coordinate", train::name(o.coordinate)},
                                  {"says", outside_phrase(o)},
                                  {"value", o.value},
                                  {"low", o.low},
                                  {"high", o.high}});
    }
    out["nearest"] = nlohmann::ordered_json::array();
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

}  // namespace

std::string csv(const Answer& a) {
    const Forecast& f = a.forecast;
    std::string out = "section,key,value,unit,source\n";
    out += row("forecast", "step", f.step.value, "s", "derived");
    if (f.interval.high > f.interval.low) {
        out += row("forecast", "step_low", f.interval.low.value, "s", "fitted");
        out += row("forecast", "step_high", f.interval.high.value, "s", "fitted");
    }
    out += row("forecast", "tokens_per_s_per_accelerator", f.tokens_per_second_per_accelerator(),
               "1/s", "derived");
    out += row("forecast", "mfu", f.rate(f.flops.model_full) / f.peak, "", "derived");
    out += row("forecast", "peak_memory", f.peak_memory().value, "B", "derived");
    if (f.energy.total.value > 0.0) {
        out += row("forecast", "accelerator_power", f.energy.accelerator.value, "W", "derived");
        out += row("forecast", "joules_per_token", f.energy.per_token, "J", "derived");
    }
    for (const Term& term : f.terms) {
        out += row("term", term.key, term.time.value, "s", status_name(term.source));
    }
    for (const StageMemory& stage : f.memory) {
        for (const MemoryTerm& term : stage.terms) {
            out += row("memory." + std::to_string(stage.stage), term.key, term.bytes.value, "B",
                       "derived");
        }
    }
    for (const EnergyTerm& term : f.energy.terms) {
        if (f.energy.total.value > 0.0) {
            out += row("energy", term.key, term.energy.value, "J", "derived");
        }
    }
    return out;
}

std::string json(const Answer& a, const std::string& scenario_json) {
    nlohmann::ordered_json out;
    out["foretoken"] = 1;
    out["verdict"] = verdict(a.scenario, a.forecast);
    out["scenario"] = nlohmann::ordered_json::parse(scenario_json);
    out["forecast"] = forecast_json(a.forecast);
    if (!trust_phrase(a.trust).empty()) {
        out["trust"] = trust_json(a.trust);
    }
    out["assumptions"] = a.scenario.assumptions;
    return out.dump(2) + "\n";
}

}  // namespace foretoken::report
