// In which form is an answer written?
#pragma once

#include <string>
#include <string_view>

#include "cli/asked.hpp"
#include "report/result.hpp"

namespace foretoken::cli {

// What stands around a forecast in a result.
report::Question question(const Asked& asked);

// By --format, else by how the name of --out ends, else "table": for the terminal.
std::string_view format_of(const Common& common);
Result<std::string> rendered(const Asked& asked, const io::Catalogue& catalogue,
                             const Common& common);

}  // namespace foretoken::cli
