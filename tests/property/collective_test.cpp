// What holds for collectives on every machine of the catalogue?
#include <doctest/doctest.h>

#include <vector>

#include "arbitrary.hpp"
#include "network/collective.hpp"

using namespace foretoken;
using foretoken::property::holds;
using foretoken::property::within;
using network::Collective;

namespace {

// A machine of the catalogue with its constants, a group on it, and a message.
struct Call {
    Cluster cluster;
    CollectiveCalibration calibration;
    std::int64_t ranks = 2;
    std::int64_t stride = 1;
    Bytes bytes;

    Seconds time(Collective kind) const {
        return network::collective_time(kind, bytes, network::place(cluster, ranks, stride),
                                        cluster, calibration)
            .time;
    }
};

const std::vector<Call>& machines() {
    static const std::vector<Call> all = [] {
        std::vector<Call> made;
        const auto& catalogue = property::catalogue();
        const auto listings = catalogue.names("clusters");
        for (const auto& listing : *listings) {
            const Cluster cluster = *catalogue.cluster(listing.id);
            if (cluster.accelerators > 1) {
                made.push_back(
                    {.cluster = cluster,
                     .calibration = catalogue.calibration(cluster.node.accelerator)->collective});
            }
        }
        return made;
    }();
    return all;
}

Call arbitrary_call() {
    Call call = machines()[static_cast<std::size_t>(
        within(0, static_cast<std::int64_t>(machines().size()) - 1))];
    call.stride = std::int64_t{1} << within(0, 3);
    call.ranks = std::int64_t{1} << within(1, 10);
    while (call.ranks > 1 && call.ranks * call.stride > call.cluster.accelerators) {
        call.ranks /= 2;
    }
    call.bytes = {static_cast<double>(std::int64_t{1} << within(10, 34))};
    return call;
}

constexpr Collective kinds[] = {Collective::all_reduce, Collective::all_gather,
                                Collective::reduce_scatter, Collective::all_to_all,
                                Collective::broadcast};

bool not_slower(Seconds a, Seconds b) {
    return a.value <= b.value * (1.0 + 1e-9);
}

// Between islands a small all-reduce climbs trees that a reduce-scatter does not have.
TEST_CASE("an all-reduce inside an island takes at least as long as a reduce-scatter") {
    CHECK(holds("halves", [] {
        const Call call = arbitrary_call();
        if (network::place(call.cluster, call.ranks, call.stride).islands == 1) {
            RC_ASSERT(not_slower(call.time(Collective::reduce_scatter),
                                 call.time(Collective::all_reduce)));
        }
    }));
}

TEST_CASE("more bandwidth is never slower, more bytes never faster") {
    CHECK(holds("monotone", [] {
        const Call call = arbitrary_call();
        for (const Collective kind : kinds) {
            Call other = call;
            other.bytes = 2.0 * other.bytes;
            RC_ASSERT(not_slower(call.time(kind), other.time(kind)));
            other = call;
            other.cluster.node.nic_bandwidth.value = 2.0 * other.cluster.node.nic_bandwidth.value;
            RC_ASSERT(not_slower(other.time(kind), call.time(kind)));
            other = call;
            ScaleUp& links = other.cluster.node.accelerator.scale_up;
            links.bandwidth.value = 2.0 * links.bandwidth.value;
            links.peer_bandwidth.value = 2.0 * links.peer_bandwidth.value;
            RC_ASSERT(not_slower(other.time(kind), call.time(kind)));
        }
    }));
}

TEST_CASE("a fabric that waits longer or lets less through is never faster") {
    CHECK(holds("fabric", [] {
        const Call call = arbitrary_call();
        for (const Collective kind : kinds) {
            Call other = call;
            other.cluster.fabric.latency.value += Seconds{10e-6};
            RC_ASSERT(not_slower(call.time(kind), other.time(kind)));
            other = call;
            other.cluster.fabric.card_rate.value = {1e9};
            RC_ASSERT(not_slower(call.time(kind), other.time(kind)));
            other = call;
            other.cluster.fabric.rails = 1;
            RC_ASSERT(not_slower(call.time(kind), other.time(kind)));
            other = call;
            other.cluster.fabric.reduces = true;
            RC_ASSERT(not_slower(other.time(kind), call.time(kind)));
        }
    }));
}

TEST_CASE("a ring over more nodes with as many bytes per rank is never faster") {
    CHECK(holds("scale", [] {
        Call call = arbitrary_call();
        call.stride = 1;
        const std::int64_t island = std::max(call.cluster.domain, call.cluster.node.accelerators);
        call.ranks = 2 * island;
        Call other = call;
        other.ranks *= 2;
        other.bytes = 2.0 * other.bytes;
        if (other.ranks <= call.cluster.accelerators) {
            RC_ASSERT(
                not_slower(call.time(Collective::all_gather), other.time(Collective::all_gather)));
        }
    }));
}

}  // namespace
