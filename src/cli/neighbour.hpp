// Which published run stands beside a forecast?
#pragma once

#include <optional>

#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "report/answer.hpp"

namespace foretoken::cli {

std::optional<report::Neighbour> nearest_published(const TrainScenario& scenario,
                                                   const io::Catalogue& catalogue);

}  // namespace foretoken::cli
