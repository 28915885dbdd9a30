// What does the file of a result say, so that its question can be asked again?
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <foretoken/result.hpp>

#include "io/document.hpp"

namespace foretoken::io {

// A result as `--format json` writes it (docs/reference/result.md).
struct Stored {
    Tree scenario;  // in the form of a scenario file, each figure with its source
    std::vector<std::string> assumptions;
    std::string version;    // of the program that wrote it
    std::string signature;  // digest of its scenario and forecast; empty if it has none
};

// A map that says what kind of result it is, or that holds a scenario and a forecast.
bool is_result(const Tree& document);

// Puts the sources listed under `provenance` back where they belong, unless the figure there is
// another one by now. Errors (bad_input, with the place in `file`): another kind of result, no
// scenario that is a map.
Result<Stored> stored(Tree document, const std::string& file);

using Overrides = std::vector<std::pair<std::string, std::string>>;

// What of a result's assumptions still holds when these paths are set otherwise.
std::vector<std::string> still_assumed(const std::vector<std::string>& assumptions,
                                       const Overrides& overrides);

// Whether ranks are dealt anew, so that the data-parallel size of a result no longer says anything.
bool deals_ranks(const Overrides& overrides);

}  // namespace foretoken::io
