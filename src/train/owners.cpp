// How long do the ranks that own parameters take to reduce their gradients and to gather them?
#include "train/owners.hpp"

#include <utility>
#include <vector>

#include "base/account.hpp"
#include "train/job_account.hpp"

namespace foretoken::train {

using network::Collective;

Owners dense_owners(const Job& job) {
    return {job.data, job.shard, job.replica};
}

Owners expert_owners(const Job& job) {
    static const network::Group alone;
    return {job.expert_data, job.expert_data, alone};
}

Seconds reduce_time(Bytes bytes, const Owners& owners, const Job& job) {
    if (job.scenario.plan.zero == 0) {
        return job.collective(Collective::all_reduce, bytes, owners.all);
    }
    return job.collective(Collective::reduce_scatter, bytes, owners.shard) +
           job.collective(Collective::all_reduce, bytes / static_cast<double>(owners.shard.ranks),
                          owners.replica);
}

Seconds gather_time(Bytes bytes, const Owners& owners, const Job& job) {
    return job.scenario.plan.zero == 0
               ? Seconds{}
               : job.collective(Collective::all_gather, bytes, owners.shard);
}

Account reduce_account(std::string name, Account bytes, const Owners& owners, const Job& job) {
    bytes.name = "bytes";
    if (job.scenario.plan.zero == 0) {
        return collective_account(std::move(name), "among all data ranks", Collective::all_reduce,
                                  bytes, owners.all, job);
    }
    std::vector<Account> parts{collective_account(
        "scatter", "to the owners", Collective::reduce_scatter, bytes, owners.shard, job)};
    if (owners.replica.ranks > 1) {
        const double ranks = static_cast<double>(owners.shard.ranks);
        const Bytes each{bytes.value / ranks};
        Account shard = account::derived(
            "bytes", each, "an owner's shard", {"whole / owners", "docs/models/data-parallel.md"},
            {account::named(bytes, "whole"),
             account::input("owners", ranks, "ranks that share one set of states",
                            account::scenario("plan.zero, plan.shard_group"))});
        parts.push_back(collective_account("sum", "of shards between sets of owners",
                                           Collective::all_reduce, shard, owners.replica, job));
    }
    return account::sum(std::move(name), "gradients to their owners", std::move(parts));
}

Account gather_account(std::string name, Account bytes, const Owners& owners, const Job& job) {
    bytes.name = "bytes";
    return job.scenario.plan.zero == 0
               ? account::sum(std::move(name), "", {})
               : collective_account(std::move(name), "updated parameters from their owners",
                                    Collective::all_gather, bytes, owners.shard, job);
}

}  // namespace foretoken::train
