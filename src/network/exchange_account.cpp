// What is the time of an exchange between all ranks made of?
#include "network/exchange_account.hpp"

#include <cmath>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "network/links_account.hpp"

namespace foretoken::network {
namespace {

using account::input;
using account::Ledger;

const std::string document = "docs/models/collectives.md";

account::Made eq(std::string formula, const std::string& number) {
    return {std::move(formula), document + ", Eq. " + number};
}

struct Wires {
    const Group& group;
    const Cluster& cluster;
    const CollectiveCalibration& calibration;
};

// What one rank sends over each kind of link, as formulas.
struct Traffic {
    std::string scale_up;
    std::string pcie;
    std::string network;
};

void note_wires(Ledger& l, const Wires& w) {
    if (w.group.per_domain > 1) {
        note_scale_up(l, w.group.per_domain, w.cluster, w.calibration);
    }
    if (w.group.domains > w.group.islands) {
        note_pcie(l, w.group.bridged, w.cluster, w.calibration);
    }
    if (w.group.islands > 1) {
        note_nic(l, w.cluster, w.calibration);
        l.note(input("contention", w.group.exchange_contention,
                     "of an exchange on oversubscribed uplinks",
                     account::elsewhere("the fabric's tiers and where the ranks are placed")));
    }
}

// Notes the time that each kind of link takes, and returns the formula of the slowest.
std::string derive_wires(Ledger& l, const Traffic& traffic, const Group& group) {
    std::string all;
    int kinds = 0;
    const auto add = [&](bool used, const std::string& name, const std::string& formula,
                         std::string says) {
        if (used) {
            l.derive<Seconds>(name, std::move(says), eq(formula, "12"));
            all += (all.empty() ? "" : ", ") + name;
            ++kinds;
        }
    };
    add(group.per_domain > 1, "over_links", traffic.scale_up + " / (scale_up * share)",
        "over the scale-up links");
    add(group.domains > group.islands, "over_pcie", traffic.pcie + " / (pcie * share)",
        "over PCIe");
    add(group.islands > 1, "over_network",
        traffic.network + " * contention / (nic * network_share)", "over the network cards");
    return kinds > 1 ? "max(" + all + ")" : all;
}

// Notes "latency": a time for each peer behind each kind of link, the fabric's once.
void derive_latency(Ledger& l, const Wires& w, const std::string& network_peers) {
    std::string all = "base";
    if (w.group.per_domain > 1) {
        all += " + (per_domain - 1) * scale_up_step";
    }
    if (w.group.per_island > w.group.per_domain) {
        all += " + (per_island - per_domain) * pcie_step";
    }
    if (w.group.islands > 1) {
        all += " + " + network_peers + " * network_step";
        all += note_wait(l, w.cluster) == "network_step" ? "" : " + fabric_latency";
    }
    l.derive<Seconds>("latency", "does not grow with the bytes", eq(all, "11"));
}

void note_copy(Ledger& l, const Wires& w, const std::string& moved) {
    l.note(hardware::memory_bandwidth(w.cluster.node.accelerator));
    l.note(input("copy_fraction", w.calibration.copy_fraction, "of it in a copy",
                 hardware::in_row(w.calibration, "copy_fraction")));
    l.derive<Seconds>("copy", "of a rank's own part",
                      eq(moved + " / (memory_bandwidth * copy_fraction)", "12"));
}

// What both protocols share: placement, rates of the wires, and what each peer gets.
Ledger shared_by_protocols(const Account& total, const Wires& w) {
    Ledger l;
    l.note(account::named(total, "total"));
    note_placement(l, w.group);
    note_wires(l, w);
    l.derive<Bytes>("part", "for each rank", eq("total / ranks", "12"));
    return l;
}

// Notes "simple" and "bulk", its transfer.
void derive_simple(Ledger& l, const Wires& w) {
    note_steps(l, w.calibration.exchange[static_cast<std::size_t>(Protocol::simple)], w.calibration,
               "exchange.simple");
    derive_latency(l, w, "(ranks - per_island)");
    note_copy(l, w, "part");
    const std::string slowest = derive_wires(l,
                                             {.scale_up = "(per_domain - 1) * part",
                                              .pcie = "(per_island - per_domain) * part",
                                              .network = "(ranks - per_island) * part"},
                                             w.group);
    l.derive<Seconds>("bulk", "the kinds of links side by side, and the copy",
                      eq(slowest + " + copy", "12"));
    l.derive<Seconds>("simple", "whole messages", eq("latency + bulk", "11"));
}

// Notes "ll": twice the bytes, and a single channel for each peer.
void derive_ll(Ledger& l, const Wires& w) {
    note_steps(l, w.calibration.exchange[static_cast<std::size_t>(Protocol::ll)], w.calibration,
               "exchange.ll");
    derive_latency(l, w, "(ranks - per_island)");
    const std::string slowest =
        derive_wires(l, {.scale_up = "part", .pcie = "part", .network = "part"}, w.group);
    l.derive<Seconds>("channel", "of one peer", eq(slowest, "12"));
    l.derive<Seconds>("ll", "words with a flag each", eq("latency + max(2 * bulk, channel)", "11"));
}

// Notes tokens, per_token, top_k and load, and "one": the bytes of one copy of every token.
void note_tokens(Ledger& l, const Dispatch& d) {
    const auto given = account::elsewhere("the exchange");
    l.note(input("tokens", d.tokens, "that a rank sends", given));
    l.note(input("per_token", d.per_token, "of one copy of one token", given));
    l.note(input("top_k", static_cast<double>(d.top_k), "experts that each token visits", given));
    l.note(input("load", d.load, "the busiest rank's rows over the mean", given));
}

// Notes "islands_visited" and "ranks_visited": distinct ones, of those that the router allows.
void derive_visited(Ledger& l, const Dispatch& d, const Group& group) {
    std::string allowed = "islands";
    std::string among = "ranks";
    if (d.islands > 0 && d.islands < group.islands) {
        l.note(input("allowed", static_cast<double>(d.islands),
                     "islands that the router lets a token visit",
                     account::elsewhere("the exchange")));
        allowed = "allowed";
        l.derive<double>("allowed_ranks", "in those islands",
                         eq("ranks * allowed / islands", "13"));
        among = "allowed_ranks";
    }
    const auto distinct = [](const std::string& m) {
        return eq(m + " * (1 - (1 - 1 / " + m + ")^top_k)", "13");
    };
    l.derive<double>("islands_visited", "distinct ones, on average", distinct(allowed));
    l.derive<double>("ranks_visited", "distinct ones, on average", distinct(among));
}

Account unknown(std::string name, std::string says, Seconds time,
                const CollectiveCalibration& calibration) {
    return input(std::move(name), time, std::move(says),
                 account::elsewhere("no exchange in data/network/" + calibration.id + ".yaml"));
}

}  // namespace

Account all_to_all_account(std::string name, std::string says, const Account& total,
                           const Group& group, const Cluster& cluster,
                           const CollectiveCalibration& calibration) {
    if (group.ranks <= 1) {
        return account::sum(std::move(name), std::move(says), {});
    }
    const Seconds time = all_to_all_time(Bytes{total.value}, group, cluster, calibration).time;
    if (!std::isfinite(time.value)) {
        return unknown(std::move(name), std::move(says), time, calibration);
    }
    const Wires wires{group, cluster, calibration};
    Ledger simple = shared_by_protocols(total, wires);
    derive_simple(simple, wires);
    Ledger both;
    both.note(simple.at("simple"));
    if (calibration.exchange[static_cast<std::size_t>(Protocol::ll)].rate <= 0.0) {
        return account::folded(
            both.result(std::move(name), time, std::move(says), eq("simple", "11")));
    }
    Ledger ll;
    for (const char* shown : {"bulk", "part", "scale_up", "pcie", "nic", "contention"}) {
        ll.note(simple.at(shown));
    }
    note_placement(ll, group);
    derive_ll(ll, wires);
    both.note(ll.at("ll"));
    return account::folded(
        both.result(std::move(name), time, std::move(says), eq("min(simple, ll)", "11")));
}

Account dispatch_account(std::string name, std::string says, const Dispatch& dispatch,
                         const Group& group, const Cluster& cluster,
                         const CollectiveCalibration& calibration) {
    if (group.ranks <= 1) {
        return account::sum(std::move(name), std::move(says), {});
    }
    Ledger l;
    note_tokens(l, dispatch);
    if (!dispatch.deduplicate) {
        l.derive<Bytes>("total", "a copy for each expert",
                        eq("load * tokens * top_k * per_token", "13"));
        return all_to_all_account(std::move(name), std::move(says), l.at("total"), group, cluster,
                                  calibration);
    }
    const Seconds time = dispatch_time(dispatch, group, cluster, calibration);
    if (!std::isfinite(time.value)) {
        return unknown(std::move(name), std::move(says), time, calibration);
    }
    const Wires wires{group, cluster, calibration};
    note_placement(l, group);
    note_wires(l, wires);
    derive_visited(l, dispatch, group);
    l.derive<Bytes>("one", "a copy of every token", eq("load * tokens * per_token", "13"));
    note_steps(l, calibration.exchange[static_cast<std::size_t>(Protocol::simple)], calibration,
               "exchange.simple");
    derive_latency(l, wires, "(islands - 1)");
    note_copy(l, wires, "one");
    const std::string slowest =
        derive_wires(l,
                     {.scale_up = "one * ranks_visited * (per_domain - 1) / per_island",
                      .pcie = "one * ranks_visited * (per_island - per_domain) / per_island",
                      .network = "one * islands_visited * (islands - 1) / islands"},
                     group);
    return account::folded(l.result(std::move(name), time, std::move(says),
                                    eq("latency + " + slowest + " + copy", "13"),
                                    {"tokens", "per_token", "top_k", "load"}));
}

}  // namespace foretoken::network
