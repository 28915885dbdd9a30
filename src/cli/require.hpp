// Do all conditions hold?
#pragma once

#include <vector>

#include "cli/command.hpp"
#include "report/require.hpp"

namespace foretoken::cli {

// Prints each condition with what was observed to standard error. Exit::requirement if one fails.
Exit say(const std::vector<report::Requirement>& requirements, const Common& common);

}  // namespace foretoken::cli
