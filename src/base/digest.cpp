// Which short word stands for these bytes?
#include "base/digest.hpp"

#include <cstdint>

namespace foretoken {

std::string digest(std::string_view bytes) {
    constexpr std::uint64_t offset_basis = 0xcbf29ce484222325;
    constexpr std::uint64_t prime = 0x100000001b3;
    std::uint64_t hash = offset_basis;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * prime;
    }
    std::string word;
    for (int shift = 60; shift >= 0; shift -= 4) {
        word += "0123456789abcdef"[(hash >> shift) & 0xf];
    }
    return word;
}

}  // namespace foretoken
