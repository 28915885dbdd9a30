// Which ranks form a group, and how far apart are they?
#pragma once

#include <cstdint>

#include <foretoken/plan.hpp>

namespace foretoken::plan {

// A process group: `ranks` members whose global ranks are `stride` apart.
struct RankGroup {
    std::int64_t ranks = 1;
    std::int64_t stride = 1;
    bool operator==(const RankGroup&) const = default;
};

// All of one replica and more, in the plan's rank order. Requires a completed plan.
struct Groups {
    RankGroup tensor;
    RankGroup context;
    RankGroup heads;        // context ranks that exchange heads for tokens
    RankGroup data;         // data and context ranks together: they hold the same weights
    RankGroup pipeline;     // neighbours are `stride` apart
    RankGroup expert;       // ranks among which tokens are dispatched
    RankGroup expert_data;  // ranks that hold the same experts
    RankGroup shard;        // ranks that share one sharded copy (ZeRO, FSDP)
    RankGroup replica;      // the same shard in different shard groups (HSDP)
};
Groups groups(const Plan& plan);

// Context ranks that exchange heads: all, none (1), or a hybrid's inner group.
std::int64_t head_ranks(const Plan& plan);

}  // namespace foretoken::plan
