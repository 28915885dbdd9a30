// In which form is an answer written?
#pragma once

#include <string>
#include <string_view>
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

// By --format, else by how the name of --out ends, else "table": for the terminal.
std::string_view format_of(const Common& common);
Result<std::string> rendered(const Asked& asked, const io::Catalogue& catalogue,
                             const Common& common);

}  // namespace foretoken::cli
