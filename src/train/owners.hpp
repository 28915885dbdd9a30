// How long do the ranks that own parameters take to reduce their gradients and to gather them?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Ranks that share one set of optimizer states, and the same shard in other sets.
struct Owners {
    const network::Group& all;
    const network::Group& shard;
    const network::Group& replica;
};

// Dense parameters have all data ranks, those of experts the ranks that hold the same experts.
Owners dense_owners(const Job& job);
Owners expert_owners(const Job& job);

// An all-reduce, or from ZeRO 1 on a reduce-scatter to the owners and an all-reduce of shards
// between several sets of them; and what brings updated parameters back.
Seconds reduce_time(Bytes bytes, const Owners& owners, const Job& job);
Seconds gather_time(Bytes bytes, const Owners& owners, const Job& job);
Account reduce_account(std::string name, Account bytes, const Owners& owners, const Job& job);
Account gather_account(std::string name, Account bytes, const Owners& owners, const Job& job);

}  // namespace foretoken::train
