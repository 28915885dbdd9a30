// In which form is an answer written?
#include "cli/rendering.hpp"

#include <array>
#include <string_view>

#include "cli/neighbour.hpp"
#include "cli/page.hpp"
#include "io/fields.hpp"
#include "io/origins.hpp"
#include "io/writer.hpp"
#include "report/answer.hpp"
#include "report/perfetto.hpp"
#include "report/result.hpp"
#include "train/forecast.hpp"
#include "train/sensitivity.hpp"
#include "train/timeline.hpp"

namespace foretoken::cli {
namespace {

// Which fields each lever sets is for programs: people are told in words.
std::vector<report::Lever> levers(const Asked& asked, bool with_fields) {
    std::vector<report::Lever> list;
    const auto found = train::levers(asked.scenario, asked.calibration);
    if (!found) {
        return list;  // the forecast itself says why
    }
    const TrainScenario now = train::settled(asked.scenario);
    for (const train::Lever& lever : *found) {
        list.push_back({.kind = lever.kind,
                        .says = lever.says,
                        .step = lever.forecast.step,
                        .change = lever.change,
                        .speed = lever.speed,
                        .changes = with_fields ? changes(now, lever.scenario, io::Detail::full)
                                               : std::vector<report::Change>()});
    }
    return list;
}

// All that a form may be written of.
struct Source {
    const Asked& asked;
    const io::Catalogue& catalogue;
    const Common& common;

    report::Answer answer() const {
        return {.scenario = train::settled(asked.scenario),
                .forecast = asked.forecast,
                .trust = trust(asked.scenario, asked.calibration, catalogue),
                .levers = {}};
    }
    report::Answer answer_with_levers(bool with_fields = false) const {
        report::Answer whole = answer();
        whole.levers = levers(asked, with_fields);
        return whole;
    }
};

Result<std::string> json(const Source& source) {
    return report::json(source.answer_with_levers(true), question(source.asked));
}

Result<std::string> csv(const Source& source) {
    return report::csv(source.answer());
}

Result<std::string> markdown(const Source& source) {
    return report::markdown(source.answer_with_levers());
}

Result<std::string> html(const Source& source) {
    return page(source.asked, source.answer_with_levers(), source.catalogue, source.common);
}

std::string table(const Source& source) {
    return report::text(source.answer_with_levers(), style(source.common));
}

Result<std::string> perfetto(const Source& source) {
    const auto timeline = train::timeline(source.asked.scenario, source.asked.calibration);
    if (!timeline) {
        return timeline.error();
    }
    const report::Answer answer = source.answer();
    io::ScenarioFile file;
    file.scenario = answer.scenario;
    return report::perfetto(*timeline, answer, io::to_json(file), FORETOKEN_VERSION);
}

struct Form {
    std::string_view format;
    Result<std::string> (*write)(const Source&);
};
constexpr std::array forms{Form{"perfetto", perfetto}, Form{"json", json}, Form{"csv", csv},
                           Form{"md", markdown}, Form{"html", html}};

}  // namespace

std::vector<report::Change> changes(const TrainScenario& before, const TrainScenario& after,
                                    io::Detail detail) {
    std::vector<report::Change> list;
    for (io::Difference& d : io::differences(before, after, detail)) {
        list.push_back({std::move(d.path), std::move(d.before), std::move(d.after)});
    }
    return list;
}

report::Question question(const Asked& asked) {
    io::ScenarioFile file;
    file.scenario = train::settled(asked.scenario);
    file.require = asked.conditions;
    return {.scenario = io::to_json(file),
            .provenance = io::provenance_json(file.scenario, asked.calibration),
            .version = FORETOKEN_VERSION};
}

Result<std::string> rendered(const Asked& asked, const io::Catalogue& catalogue,
                             const Common& common) {
    const Source source{.asked = asked, .catalogue = catalogue, .common = common};
    for (const Form& form : forms) {
        if (form.format == common.format) {
            return form.write(source);
        }
    }
    return table(source);
}

std::string asked_again(const Asked& asked) {
    return report::json({.scenario = train::settled(asked.scenario), .forecast = asked.forecast},
                        question(asked));
}

}  // namespace foretoken::cli
