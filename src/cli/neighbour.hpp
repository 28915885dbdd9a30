// Which published run stands beside a forecast?
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/csv.hpp"
#include "report/answer.hpp"

namespace foretoken::cli {

std::optional<report::Neighbour> nearest_published(const TrainScenario& scenario,
                                                   const io::Catalogue& catalogue);

// The answers for the published runs whose speed can be laid beside the scenario's.
std::vector<report::Answer> published_alike(const TrainScenario& scenario,
                                            const io::Catalogue& catalogue);

// The answer for one row of a published table, the row itself standing beside it.
Result<report::Answer> published_answer(const io::Table& table, std::size_t row,
                                        const io::Catalogue& catalogue);

}  // namespace foretoken::cli
