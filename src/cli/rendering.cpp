// In which form is an answer written?
#include "cli/rendering.hpp"

#include <array>
#include <string_view>

#include "cli/neighbour.hpp"
#include "io/fields.hpp"
#include "io/writer.hpp"
#include "report/answer.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

// All that a form may be written of.
struct Source {
    const Asked& asked;
    const io::Catalogue& catalogue;
    const Common& common;

    report::Answer answer() const {
        return {.scenario = train::settled(asked.scenario),
                .forecast = asked.forecast,
                .trust = trust(asked.scenario, asked.calibration, catalogue)};
    }
};

std::string json(const Source& source) {
    const report::Answer answer = source.answer();
    io::ScenarioFile file;
    file.scenario = answer.scenario;
    return report::json(answer, io::to_json(file));
}

std::string csv(const Source& source) {
    return report::csv(source.answer());
}

std::string markdown(const Source& source) {
    return report::markdown(source.answer());
}

std::string table(const Source& source) {
    return report::text(source.answer(), style(source.common));
}

struct Form {
    std::string_view format;  // of --format
    std::string_view suffix;  // of --out
    std::string (*write)(const Source&);
};
constexpr std::array forms{Form{"json", ".json", json}, Form{"csv", ".csv", csv},
                           Form{"md", ".md", markdown}};

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

Result<std::string> rendered(const Asked& asked, const io::Catalogue& catalogue,
                             const Common& common) {
    const Source source{.asked = asked, .catalogue = catalogue, .common = common};
    for (const Form& form : forms) {
        if (common.format == form.format ||
            (common.format == "table" && ends_with(common.out, form.suffix))) {
            return form.write(source);
        }
    }
    return table(source);
}

}  // namespace foretoken::cli
