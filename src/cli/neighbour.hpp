// Which published runs stand beside a forecast?
#pragma once

#include <cstddef>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/csv.hpp"
#include "report/answer.hpp"

namespace foretoken::cli {

// The three nearest published layouts with our error on each, and whether the scenario lies among
// what was published.
report::Trust trust(const TrainScenario& scenario, const Calibration& calibration,
                    const io::Catalogue& catalogue);

// The answers for the published runs whose speed can be laid beside the scenario's.
std::vector<report::Answer> published_alike(const TrainScenario& scenario,
                                            const io::Catalogue& catalogue);

// The answer for one row of a published table, the row itself standing beside it.
Result<report::Answer> published_answer(const io::Table& table, std::size_t row,
                                        const io::Catalogue& catalogue);

}  // namespace foretoken::cli
