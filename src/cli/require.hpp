// Do all conditions hold?
#pragma once

#include <string>
#include <vector>

#include <foretoken/forecast.hpp>

#include "cli/command.hpp"

namespace foretoken::cli {

// Prints each condition with what was observed to standard error. Exit::requirement if one fails.
Exit check_requirements(const std::vector<std::string>& conditions, const Forecast& forecast,
                        const Common& common);

}  // namespace foretoken::cli
