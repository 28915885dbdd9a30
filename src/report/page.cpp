// What does a colleague get shown: one page that holds everything it draws?
#include "report/page.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/gantt.hpp"
#include "report/page_bundle.hpp"
#include "report/phrases.hpp"
#include "report/trust.hpp"

namespace foretoken::report {
namespace {

using Json = nlohmann::ordered_json;

double mfu(const Forecast& f) {
    return f.rate(f.flops.model_full) / f.peak;
}

Json scaling_json(const std::vector<Forecast>& scaling) {
    Json list = Json::array();
    for (const Forecast& f : scaling) {
        list.push_back({{"accelerators", f.accelerators},
                        {"tokens_per_step", f.tokens},
                        {"step_s", f.step.value},
                        {"low_s", f.interval.low.value},
                        {"high_s", f.interval.high.value},
                        {"tokens_per_s_per_accelerator", f.tokens_per_second_per_accelerator()},
                        {"mfu", mfu(f)},
                        {"fits", f.fits()}});
    }
    return list;
}

Json published_json(const std::vector<Answer>& published) {
    Json list = Json::array();
    for (const Answer& a : published) {
        if (a.trust.nearest.empty()) {
            continue;
        }
        const Neighbour& run = a.trust.nearest.front();
        if (run.measured <= 0.0 || run.predicted <= 0.0) {
            continue;
        }
        const double ratio = run.quantity == "step_time_s" ? run.predicted / run.measured
                                                           : run.measured / run.predicted;
        const Forecast& f = a.forecast;
        list.push_back(
            {{"id", run.id},
             {"what", run.what},
             {"where", run.where},
             {"says", neighbour_phrase(run)},
             {"accelerators", f.accelerators},
             {"tokens_per_s_per_accelerator", ratio * f.tokens_per_second_per_accelerator()},
             {"mfu", ratio * mfu(f)}});
    }
    return list;
}

Json says_json(const Answer& a) {
    Json out{{"model", a.scenario.model.name},
             {"accelerator", a.scenario.cluster.node.accelerator.name},
             {"plan", plan_phrase(a.scenario.plan)},
             {"workload", workload_phrase(a.scenario.workload)},
             {"software", a.scenario.software.name}};
    if (a.forecast.energy.total.value > 0.0) {
        out["power"] = power_phrase(a);
    }
    out["nearest"] = Json::array();
    for (const Neighbour& run : a.trust.nearest) {
        out["nearest"].push_back(neighbour_phrase(run));
    }
    for (const MemoryTerm& term : a.forecast.memory.front().terms) {
        out["memory"][std::string(term.key)] = term.says;
    }
    return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string html(std::string text) {
    replace_all(text, "&", "&amp;");
    replace_all(text, "<", "&lt;");
    replace_all(text, "\"", "&quot;");
    return text;
}

}  // namespace

std::string page_json(const Page& p) {
    const Answer& a = p.answer;
    Json out = Json::parse(json(a, p.question));
    out["command"] = p.command;
    out["scenario_yaml"] = p.scenario_yaml;
    out["says"] = says_json(a);
    out.update(Json::parse(p.figures_json));
    out["scaling"] = scaling_json(p.scaling);
    out["published"] = published_json(p.published);
    if (p.timeline) {
        out["timeline"] = gantt_json(*p.timeline);
    }
    return out.dump();
}

std::optional<std::string_view> page_shell() {
    const std::string_view shell = page_bundle();
    return shell.empty() ? std::nullopt : std::optional(shell);
}

std::string filled(std::string_view shell, const Page& p) {
    const TrainScenario& s = p.answer.scenario;
    // In JSON "<" occurs only inside strings, where it may be written so; no script ends early.
    std::string data = page_json(p);
    replace_all(data, "<", "\\u003c");
    const std::array<std::pair<std::string_view, std::string>, 3> marks{
        {{"{{title}}", html(s.model.name + " on " + s.cluster.node.accelerator.name)},
         {"{{verdict}}", html(verdict(s, p.answer.forecast))},
         {"{{data}}", std::move(data)}}};
    std::string out;
    std::size_t from = 0;
    for (const auto& [mark, text] : marks) {  // in the order in which they stand in the shell
        const std::size_t at = shell.find(mark, from);
        if (at == std::string_view::npos) {
            continue;
        }
        out += shell.substr(from, at - from);
        out += text;
        from = at + mark.size();
    }
    out += shell.substr(from);
    return out;
}

std::optional<std::string> page(const Page& p) {
    const auto shell = page_shell();
    return shell ? std::optional(filled(*shell, p)) : std::nullopt;
}

}  // namespace foretoken::report
