// How is a quantity written exactly, in the unit a person would choose?
#pragma once

#include <string>

#include "base/text.hpp"

namespace foretoken::io {

// The shortest of "80 GB", "83.886080 MB", "80 MiB" ... that parses to exactly `value`.
std::string exact_text(double value, Dimension dimension);

}  // namespace foretoken::io
