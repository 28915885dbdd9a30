// Which keys does a result have, and what do they hold?
#pragma once

#include <string>

namespace foretoken::report {

// JSON Schema, draft 07, of the results of `train`. `scenario_schema` is that of a scenario, whose
// definitions become the result's.
std::string result_schema(const std::string& scenario_schema);

// The same as a page: key, what it holds, meaning.
std::string result_page();

}  // namespace foretoken::report
