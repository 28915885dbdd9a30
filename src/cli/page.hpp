// What goes into the page of an answer?
#pragma once

#include <string>

#include "cli/asked.hpp"
#include "cli/command.hpp"

namespace foretoken::cli {

// Errors (usage): the program was built without the page.
Result<std::string> page(const Asked& asked, const report::Answer& answer,
                         const io::Catalogue& catalogue, const Common& common);

}  // namespace foretoken::cli
