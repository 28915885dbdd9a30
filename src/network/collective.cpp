// How long does a collective over a group take?
#include "network/collective.hpp"

#include <limits>

#include "network/candidates.hpp"
#include "network/exchange.hpp"

namespace foretoken::network {

double bus_factor(Collective collective, std::int64_t ranks) {
    const auto n = static_cast<double>(ranks);
    switch (collective) {
        case Collective::all_reduce: return 2.0 * (n - 1.0) / n;
        case Collective::all_gather:
        case Collective::reduce_scatter:
        case Collective::all_to_all: return (n - 1.0) / n;
        case Collective::broadcast: return 1.0;
    }
    return 0.0;
}

CollectiveTime collective_time(Collective collective, Bytes total, const Group& group,
                               const Cluster& cluster, const CollectiveCalibration& calibration,
                               Library library) {
    if (group.ranks <= 1) {
        return {};
    }
    // Without a row for any algorithm there is no answer: never, not at once.
    CollectiveTime best{.time = {std::numeric_limits<double>::infinity()}};
    if (collective == Collective::all_to_all) {
        best = all_to_all_time(total, group, cluster, calibration);
    } else {
        const Call call = call_of(collective, total, group, cluster, calibration);
        each_candidate(collective, call, group, cluster, calibration, library,
                       [&](const Candidate& c) {
                           if (c.time < best.time) {
                               best = {.time = c.time,
                                       .latency = c.fixed,
                                       .bus = {},
                                       .algorithm = c.algorithm,
                                       .protocol = c.protocol};
                           }
                       });
    }
    best.bus = total * bus_factor(collective, group.ranks) / best.time;
    return best;
}

}  // namespace foretoken::network
