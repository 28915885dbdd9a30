// How does a long line become lines that fit a terminal?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace foretoken::report {

// Columns that UTF-8 text takes, at one per character.
std::size_t columns(std::string_view text);

// `text` broken at blanks into lines of at most `width` columns; all but the first are indented.
// Not broken: a word longer than a line, and a number before its unit. Blanks at the start stay.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

// Filled with blanks to `width` columns, at its end or at its start.
std::string padded(std::string text, std::size_t width);
std::string aligned(const std::string& text, std::size_t width);

}  // namespace foretoken::report
