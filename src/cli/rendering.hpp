// In which form is an answer written?
#pragma once

#include <string>
#include <vector>

#include "cli/asked.hpp"
#include "io/difference.hpp"
#include "report/result.hpp"

namespace foretoken::cli {

// In which fields two settled scenarios differ, for a report.
std::vector<report::Change> changes(const TrainScenario& before, const TrainScenario& after,
                                    io::Detail detail);

// What stands around a forecast in a result.
report::Question question(const Asked& asked);

// In the form of common.format.
Result<std::string> rendered(const Asked& asked, const io::Catalogue& catalogue,
                             const Common& common);

// The result, as JSON, without what only people read: enough to ask the same question again.
std::string asked_again(const Asked& asked);

}  // namespace foretoken::cli
