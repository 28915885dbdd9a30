// Which published runs are built in?
#pragma once

#include <foretoken/result.hpp>

#include "io/csv.hpp"
#include "io/neighbour.hpp"

namespace foretoken::io {

// data/published/training.csv, read when first asked for.
const Result<Table>& published_training();
const Neighbourhood& published_neighbourhood();

}  // namespace foretoken::io
