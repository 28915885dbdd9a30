// What is the time of one message made of?
#include "network/point_to_point_account.hpp"

#include <cmath>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "network/collective.hpp"
#include "network/links_account.hpp"

namespace foretoken::network {
namespace {

using account::input;
using account::Ledger;

account::Made eq(std::string formula) {
    return {std::move(formula), "docs/models/collectives.md, Eq. 14"};
}

struct Wire {
    Distance between;
    const Cluster& cluster;
    const CollectiveCalibration& calibration;
};

// Notes "share": one peer gets what a ring's neighbour gets, but LL has one channel.
void note_share(Ledger& l, Protocol protocol, const CollectiveCalibration& calibration) {
    const auto at = static_cast<std::size_t>(protocol);
    const bool channel = protocol == Protocol::ll;
    const StepCost& cost = channel ? calibration.exchange[at] : calibration.ring[at];
    const std::string row = (channel ? "exchange." : "ring.") + protocol_key(protocol) + ".rate";
    l.note(
        input("share", cost.rate, "of a Simple ring's rate", hardware::in_row(calibration, row)));
}

// Notes "hop" and "rate" of the path.
void derive_path(Ledger& l, Protocol protocol, const Wire& w) {
    const auto at = static_cast<std::size_t>(protocol);
    const CollectiveCalibration& c = w.calibration;
    const std::string key = protocol_key(protocol);
    const auto step = [&](const std::string& name, Seconds time, const std::string& row,
                          std::string says) {
        l.note(input(name, time, std::move(says), hardware::in_row(c, row)));
    };
    if (w.between == Distance::fabric) {
        step("network_step", c.ring[at].network, "ring." + key + ".network", "a step of a ring");
        l.derive<Seconds>("hop", "over the network", eq(note_wait(l, w.cluster)));
        note_nic(l, w.cluster, c);
        l.note(input("network_share", c.exchange[at].network_rate, "of the cards' rate",
                     hardware::in_row(c, "exchange." + key + ".network_rate")));
        l.derive<Bandwidth>("rate", "of the path", eq("nic * network_share"));
        return;
    }
    const bool near = w.between == Distance::domain;
    step("hop", near ? c.exchange[at].scale_up : c.exchange[at].pcie,
         "exchange." + key + (near ? ".scale_up" : ".pcie"), near ? "over the link" : "over PCIe");
    note_share(l, protocol, c);
    if (near) {
        const ScaleUp& s = w.cluster.node.accelerator.scale_up;
        l.note(input("peer_link", s.peer_bandwidth.value, "to one neighbour",
                     hardware::in_row(w.cluster.node.accelerator, s.peer_bandwidth.from,
                                      "scale_up.peer_bandwidth")));
        l.note(input("scale_up_fraction", c.scale_up_fraction, "of the link's rate",
                     hardware::in_row(c, "scale_up_fraction")));
        l.derive<Bandwidth>("rate", "of the path", eq("peer_link * scale_up_fraction * share"));
    } else {
        note_pcie(l, false, w.cluster, c);
        l.derive<Bandwidth>("rate", "of the path", eq("pcie * share"));
    }
}

// The time with one protocol, by its name.
Account with_protocol(Protocol protocol, const Account& bytes, const Wire& w) {
    Ledger l;
    const std::string key = protocol_key(protocol);
    const StepCost& cost = w.calibration.exchange[static_cast<std::size_t>(protocol)];
    l.note(account::named(bytes, "bytes"));
    l.note(input("base", cost.base, "to start",
                 hardware::in_row(w.calibration, "exchange." + key + ".base")));
    derive_path(l, protocol, w);
    l.derive<Seconds>(key, protocol == Protocol::ll ? "words with a flag each" : "whole messages",
                      eq("base + hop + bytes / rate"));
    return l.at(key);
}

}  // namespace

Account send_account(std::string name, std::string says, const Account& bytes, Distance between,
                     const Cluster& cluster, const CollectiveCalibration& calibration) {
    const Seconds time = send_time(Bytes{bytes.value}, between, cluster, calibration);
    if (!std::isfinite(time.value)) {
        return input(std::move(name), time, std::move(says),
                     account::elsewhere("no such wire in data/clusters/" + cluster.id + ".yaml"));
    }
    const Wire wire{between, cluster, calibration};
    Ledger l;
    l.note(with_protocol(Protocol::simple, bytes, wire));
    if (calibration.exchange[static_cast<std::size_t>(Protocol::ll)].rate <= 0.0) {
        return account::folded(l.result(std::move(name), time, std::move(says), eq("simple")));
    }
    l.note(with_protocol(Protocol::ll, bytes, wire));
    return account::folded(l.result(std::move(name), time, std::move(says), eq("min(simple, ll)")));
}

}  // namespace foretoken::network
