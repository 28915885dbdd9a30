// Which figures of the world does an answer rest on, and where does each come from?
#pragma once

#include <string>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"

namespace foretoken::io {

// {"figures": {"cluster", "software", "kernel", "collective", "power", "confidence"}, "sources":
// {key: {title, where}}} as JSON: figures as json_text() writes them with their provenance, and the
// sources that they name. Errors are those of reading data/sources.yaml.
Result<std::string> figures_json(const TrainScenario& scenario, const Calibration& calibration,
                                 const Catalogue& catalogue);

}  // namespace foretoken::io
