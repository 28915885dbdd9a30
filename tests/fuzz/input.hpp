// How do the bytes of a fuzzer become text?
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace foretoken::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Unlike assert, this also ends an optimised build.
inline void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

}  // namespace foretoken::fuzz
