// Which files of data/ and examples/ are built into the program?
#pragma once

#include <span>
#include <string_view>

namespace foretoken::io {

struct EmbeddedFile {
    std::string_view path;  // "accelerators/h100-sxm.yaml" of data/, "examples/inline.yaml"
    std::string_view text;
};

// Sorted by path. Made at build time by cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_files();

}  // namespace foretoken::io
