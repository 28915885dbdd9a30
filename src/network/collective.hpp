// How long does a collective over a group take?
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

#include "network/placement.hpp"

namespace foretoken::network {

enum class Collective { all_reduce, all_gather, reduce_scatter, all_to_all, broadcast };
// nvls: across islands, its tree; sharp: the switches between islands add
enum class Algorithm { none, ring, tree, nvls, pat, exchange, sharp };
enum class Protocol { ll, ll128, simple };

struct CollectiveTime {
    Seconds time{};
    Seconds latency{};  // the part that does not grow with the bytes
    Bandwidth bus{};    // bus bandwidth as nccl-tests defines it
    Algorithm algorithm = Algorithm::none;
    Protocol protocol = Protocol::simple;
};

// What the collective library of the time can do.
struct Library {
    bool aggregated_trees = true;  // PAT, from NCCL 2.23 on
};

// What nccl-tests multiplies size/time with to get the bus bandwidth: 2(n-1)/n for an all-reduce,
// (n-1)/n where each rank ends or starts with a share, 1 for a broadcast.
double bus_factor(Collective collective, std::int64_t ranks);

// The fastest of the algorithms and protocols that the group and its machine admit, each costed as
// latency + bytes / bandwidth (NCCL src/graph/tuning.cc; docs/models/collectives.md). `total` is
// the size that nccl-tests prints: the whole buffer, of which a gather or scatter leaves each rank
// 1/n. A group of one takes no time. Where the calibration has no algorithm at all the time is
// infinite.
CollectiveTime collective_time(Collective collective, Bytes total, const Group& group,
                               const Cluster& cluster, const CollectiveCalibration& calibration,
                               Library library = {});

}  // namespace foretoken::network
