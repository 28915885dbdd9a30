// Which figures of the world does an answer rest on, and where does each come from?
#include "io/figures.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "io/fields.hpp"
#include "io/writer.hpp"

namespace foretoken::io {
namespace {

using Json = nlohmann::ordered_json;

template <class Struct>
Json with_sources(const Struct& value) {
    return Json::parse(to_json(value, Sources::shown));
}

// Every text under a key `source`.
void collect(const Json& tree, std::set<std::string>& keys) {
    for (const auto& [key, value] : tree.items()) {
        if (key == "source" && value.is_string()) {
            keys.insert(value.get<std::string>());
        } else if (value.is_structured()) {
            collect(value, keys);
        }
    }
}

}  // namespace

Result<std::string> figures_json(const TrainScenario& scenario, const Calibration& calibration,
                                 const Catalogue& catalogue) {
    const auto sources = catalogue.sources();
    if (!sources) {
        return sources.error();
    }
    Json figures{{"cluster", with_sources(scenario.cluster)},
                 {"software", with_sources(scenario.software)},
                 {"kernel", with_sources(calibration.kernel)},
                 {"collective", with_sources(calibration.collective)},
                 {"power", with_sources(calibration.power)},
                 {"confidence", with_sources(calibration.confidence)}};
    std::set<std::string> named;
    collect(figures, named);
    Json known = Json::object();
    for (const Source& source : *sources) {
        if (named.count(source.key) > 0) {
            known[source.key] = {{"title", source.title}, {"where", source.where}};
        }
    }
    return Json{{"figures", std::move(figures)}, {"sources", std::move(known)}}.dump();
}

}  // namespace foretoken::io
