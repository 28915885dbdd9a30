// Which published run is most like a scenario?
#pragma once

#include <cstddef>
#include <optional>

#include <foretoken/scenario.hpp>

#include "io/csv.hpp"

namespace foretoken::io {

// The row with the least distance among those that publish a speed. The distance is the Euclidean
// norm of: ln of the ratio of active parameters, of accelerators (a quarter of it), of sequence
// (half); 2 for another family of accelerators, 1 for dense against mixture, 1 for 8 or 4 against
// 16 bit, 0.5 for FSDP against model parallelism, years between the frameworks / 4.
std::optional<std::size_t> nearest_row(const Table& table, const TrainScenario& scenario);

}  // namespace foretoken::io
