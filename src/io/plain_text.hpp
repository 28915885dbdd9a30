// Is this text safe to hand to a parser?
#pragma once

#include <cstddef>
#include <string_view>

#include <foretoken/result.hpp>

namespace foretoken::io {

inline constexpr std::size_t largest_document = 16u << 20;  // bytes of one YAML or JSON text

// Refuses texts over `limit` bytes, NUL and other control characters, and what is not UTF-8 (RFC
// 3629: no overlong forms, no surrogates). `name` is the file name for the error's place.
Outcome check_text(std::string_view text, std::string_view name, std::size_t limit);

// The text without a leading UTF-8 byte order mark.
std::string_view without_mark(std::string_view text);

}  // namespace foretoken::io
