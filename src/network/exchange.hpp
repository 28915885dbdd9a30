// How long does it take when every rank sends to every other?
#pragma once

#include <cstdint>

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/quantity.hpp>

#include "network/collective.hpp"
#include "network/placement.hpp"

namespace foretoken::network {

// All-to-all of `total` bytes per rank, 1/n for each rank. Scale-up links, host links and network
// cards carry their parts at the same time. Requires two ranks or more; the bus bandwidth is left
// to collective_time.
CollectiveTime all_to_all_time(Bytes total, const Group& group, const Cluster& cluster,
                               const CollectiveCalibration& calibration);

// A rank moving its own share from one buffer to another.
Seconds copy_time(Bytes share, const Cluster& cluster, const CollectiveCalibration& calibration);

// Tokens on their way to their experts, or back.
struct Dispatch {
    double tokens = 0.0;       // per rank
    Bytes per_token;           // one copy of one token, scales included
    std::int64_t top_k = 1;    // experts that each token visits
    std::int64_t islands = 0;  // most islands that the router lets a token visit; 0 = any
    bool deduplicate = true;  // one copy per rank and per island; copies are spread inside (DeepEP)
    double load = 1.0;        // what the busiest rank receives over the mean: it sets the pace
};

// Distinct places among `places` equally likely ones that `draws` draws visit: of m places, k draws
// visit m (1 - (1 - 1/m)^k).
double visited(double places, double draws);

// Time of one dispatch or combine over an expert group. Without deduplication it is an all-to-all
// of tokens * top_k copies. With it a token crosses the network once per island it visits and the
// scale-up links once per rank. A group of one takes no time.
Seconds dispatch_time(const Dispatch& dispatch, const Group& group, const Cluster& cluster,
                      const CollectiveCalibration& calibration);

}  // namespace foretoken::network
