// What does a forecast look like in a pull request?
#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/levers.hpp"
#include "report/phrases.hpp"
#include "report/trust.hpp"

namespace foretoken::report {

std::string markdown(const Answer& a) {
    const Forecast& f = a.forecast;
    std::string out = "**" + verdict(a.scenario, f) + ".**\n\n";
    out += "Plan: " + plan_phrase(a.scenario.plan) +
           ". Workload: " + workload_phrase(a.scenario.workload) +
           ". Software: " + a.scenario.software.name + ".\n\n";
    if (f.energy.total.value > 0.0) {
        out += "Power: " + power_phrase(a) + ".\n\n";
    }
    out += "| where the step goes | time | share | source |\n|---|--:|--:|---|\n";
    for (const Term& term : f.terms) {
        if (term.time.value > 0.0) {
            out += "| " + std::string(term.says) + " | " + to_text(term.time) + " | " +
                   percent(term.time / f.step) + " | " + status_name(term.source) + " |\n";
        }
    }
    out += "| **total** | " + to_text(f.step) + " | | |\n";
    out += lever_table(a);
    if (const std::string trust = trust_phrase(a.trust); !trust.empty()) {
        out += "\nTrust: " + trust + ".\n";
    }
    if (!a.trust.nearest.empty()) {
        out += "\n| nearest published runs | distance | measured and predicted | error |\n";
        out += "|---|--:|---|--:|\n";
    }
    for (const Neighbour& n : a.trust.nearest) {
        out += "| " + n.what + ", " + n.software + " (" + n.id + ") | " +
               with_digits(n.distance, 2) + " | " + neighbour_phrase(n) + " | " +
               signed_percent(n.error()) + " |\n";
    }
    for (const std::string& assumption : a.scenario.assumptions) {
        out += "\n- assumed: " + assumption;
    }
    return out + (a.scenario.assumptions.empty() ? "" : "\n");
}

}  // namespace foretoken::report
