// What does a spreadsheet get of a forecast?
#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/phrases.hpp"

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

}  // namespace foretoken::report
