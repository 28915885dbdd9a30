// What does a scenario file ask for, once everything it leaves open is settled?
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"

namespace foretoken::io {

// How a model's config.json is fetched. The command line reads files; the browser has none.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

struct ScenarioRequest {
    std::string text;  // YAML or JSON; empty: everything comes from the overrides
    std::string name;  // of the file: for the places of errors, and for paths relative to it
    std::vector<std::pair<std::string, std::string>> overrides;  // path.to.key, value
    ReadFile read_file;  // may be empty: then models come from the catalogue alone
};

// Reads a scenario (form: fields(ScenarioFile&)), or that of a result (io/stored.hpp). `model` is a
// preset, the path of a Hugging Face config.json (or of its folder; relative to the file, or of an
// override to where it was typed), or a map; `cluster` a preset, preset:count, part:count, or a
// map; every map may start from `preset: name`. Each default taken becomes a sentence of
// `assumptions`. Errors are bad_input with "file:line:column path", or "--set path".
Result<TrainScenario> read_train_scenario(const ScenarioRequest& request,
                                          const Catalogue& catalogue);

// The conditions under `require`, unread.
Result<std::vector<std::string>> read_requirements(const ScenarioRequest& request);

}  // namespace foretoken::io
