// How is the table of predicted against measured shown?
#pragma once

#include <string>
#include <vector>

#include "report/answer.hpp"
#include "train/score.hpp"

namespace foretoken::report {

// One block for speed and one for memory, a line per source, all sources last.
std::string accuracy_text(const std::vector<train::Compared>& speed,
                          const std::vector<train::Compared>& memory, const Style& style);
std::string accuracy_markdown(const std::vector<train::Compared>& speed,
                              const std::vector<train::Compared>& memory);

}  // namespace foretoken::report
