// How are files read and written without surprises?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <foretoken/result.hpp>

namespace foretoken::io {

inline constexpr std::size_t largest_file = 1u
                                            << 30;  // bytes; traces are the largest files we read

// The bytes of a file; "-" is standard input. Errors (io): missing (the hint names the nearest file
// of that folder), a folder, not readable, larger than `limit`.
Result<std::string> read_file(const std::string& path, std::size_t limit = largest_file);

// Replaces or makes the file as a whole: whoever reads meanwhile sees the old text or the new one.
Outcome write_file(const std::string& path, std::string_view text);

}  // namespace foretoken::io
