// Which short word stands for these bytes?
#pragma once

#include <string>
#include <string_view>

namespace foretoken {

// FNV-1a of 64 bits as 16 hexadecimal digits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): the same
// on every machine, another word for nearly any other bytes. It finds differences; against someone
// who wants two texts to agree it is no protection.
std::string digest(std::string_view bytes);

}  // namespace foretoken
