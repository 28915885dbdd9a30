// How far does what was published bear a forecast, in words?
#pragma once

#include <string>

#include "report/answer.hpp"

namespace foretoken::report {

// "16,384 accelerators, published up to 11,616"
std::string outside_phrase(const train::Outside& outside);
// "inside what was published", or "extrapolated: " and why; empty where no run was looked at.
std::string trust_phrase(const Trust& trust);
// The nearest runs as a table of at most 80 columns; a single run with its publication.
std::string neighbour_rows(const Trust& trust, const Style& style);

}  // namespace foretoken::report
