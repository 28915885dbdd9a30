// How is the table of predicted against measured shown?
#pragma once

#include <string>
#include <vector>

#include "report/answer.hpp"
#include "train/score.hpp"

namespace foretoken::report {

// One block for speed and one for memory, a line per source with the spread of its errors, all
// sources last; the signature of the build, if there is one.
std::string accuracy_text(const std::vector<train::Compared>& speed,
                          const std::vector<train::Compared>& memory, const std::string& signature,
                          const Style& style);
std::string accuracy_markdown(const std::vector<train::Compared>& speed,
                              const std::vector<train::Compared>& memory);
// Every run, those with the largest errors first.
std::string accuracy_rows(const std::vector<train::Compared>& speed,
                          const std::vector<train::Compared>& memory, const Style& style);
// Predicted against measured tokens per second, on logarithmic axes.
std::string accuracy_picture(const std::vector<train::Compared>& speed, const Style& style);

}  // namespace foretoken::report
