// What goes into the page of an answer?
#include "cli/page.hpp"

#include <optional>

#include "cli/neighbour.hpp"
#include "cli/rendering.hpp"
#include "io/accuracy.hpp"
#include "io/fields.hpp"
#include "io/figures.hpp"
#include "io/writer.hpp"
#include "report/page.hpp"
#include "train/scaled.hpp"
#include "train/timeline.hpp"

namespace foretoken::cli {
namespace {

std::vector<Forecast> scaling(const Asked& asked) {
    std::vector<Forecast> list;
    for (train::Scaled& each :
         train::scaled(asked.scenario, asked.calibration, train::counts(asked.scenario))) {
        io::set_interval(each.scenario, asked.calibration, each.forecast);
        list.push_back(std::move(each.forecast));
    }
    return list;
}

// As many slices as a page redraws while one zooms: of a pipeline its passes, of a single stage
// what happens within them too. Nothing for a pipeline too long to be played.
std::optional<Timeline> drawn(const Asked& asked, const report::Answer& answer) {
    auto timeline =
        train::timeline(asked.scenario, asked.calibration,
                        {.slices = 5'600, .within_passes = answer.scenario.plan.pp == 1});
    return timeline ? std::optional(*std::move(timeline)) : std::nullopt;
}

std::string command(const Asked& asked, const Common& common) {
    std::string line = "foretoken train " + asked.words;
    for (const std::string& folder : common.data) {
        line += " --data " + folder;
    }
    return line;
}

}  // namespace

Result<std::string> page(const Asked& asked, const report::Answer& answer,
                         const io::Catalogue& catalogue, const Common& common) {
    if (!report::page_shell()) {
        return Error{.kind = Error::Kind::usage,
                     .where = "",
                     .message = "this program was built without the page (HTML)",
                     .hint = "install nodejs and npm, configure and build again; or use .md"};
    }
    auto figures = io::figures_json(answer.scenario, asked.calibration, catalogue);
    if (!figures) {
        return figures.error();
    }
    io::ScenarioFile file;
    file.scenario = answer.scenario;
    file.require = asked.conditions;
    const report::Page content{.answer = answer,
                               .question = question(asked),
                               .scenario_yaml = io::to_yaml(file),
                               .command = command(asked, common),
                               .figures_json = *std::move(figures),
                               .scaling = scaling(asked),
                               .timeline = drawn(asked, answer),
                               .published = published_alike(asked.scenario, catalogue)};
    return *report::page(content);
}

}  // namespace foretoken::cli
