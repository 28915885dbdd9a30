// How many micro-batches pass through one chunk of an interleaved pipeline before the next one?
#pragma once

#include <cstdint>

namespace foretoken::plan {

// One per rank, if the micro-batches divide into such groups. A smaller group at the end would wait
// for itself (Megatron-Core refuses it), so groups grow until the last one is large enough.
constexpr std::int64_t interleaving_group(std::int64_t ranks, std::int64_t micro_batches) {
    if (micro_batches <= ranks) {
        return ranks;
    }
    std::int64_t group = ranks;
    while (micro_batches % group != 0 && micro_batches % group < ranks) {
        ++group;
    }
    return group;
}

}  // namespace foretoken::plan
