// What are the rates of the wires made of that a group uses?
#include "network/links_account.hpp"

#include "base/account.hpp"
#include "hardware/rows.hpp"
#include "network/torus.hpp"

namespace foretoken::network {
namespace {

using account::input;
using account::Ledger;

account::Made made(std::string formula, const std::string& number) {
    return {std::move(formula), "docs/models/collectives.md, Eq. " + number};
}

void note_fraction(Ledger& l, const std::string& field, double value, std::string says,
                   const CollectiveCalibration& calibration) {
    l.note(input(field, value, std::move(says), hardware::in_row(calibration, field)));
}

void note_count(Ledger& l, const std::string& name, std::int64_t count, std::string says) {
    l.note(input(name, static_cast<double>(count), std::move(says),
                 account::elsewhere("where the group's ranks are placed")));
}

// Notes "link", the data-sheet rate at which one of so many members reaches the others.
void note_link(Ledger& l, std::int64_t members, const Accelerator& accelerator) {
    const ScaleUp& s = accelerator.scale_up;
    const Account all =
        input("all_links", s.bandwidth.value, "of one accelerator, per direction",
              hardware::in_row(accelerator, s.bandwidth.from, "scale_up.bandwidth"));
    if (s.kind != ScaleUpKind::mesh && s.kind != ScaleUpKind::torus) {
        l.note(account::named(all, "link"));
        return;
    }
    l.note(all);
    l.note(input("peer_link", s.peer_bandwidth.value, "to one neighbour",
                 hardware::in_row(accelerator, s.peer_bandwidth.from, "scale_up.peer_bandwidth")));
    if (s.kind == ScaleUpKind::mesh) {
        note_count(l, "members", members, "of the scale-up domain in use");
        l.derive<Bandwidth>("link", "to the members in use",
                            made("min((members - 1) * peer_link, all_links)", "6"));
        return;
    }
    const TorusPart part = torus_part(s, members);
    note_count(l, "rings", part.rings, "axes of the torus that the ranks fill wholly");
    note_count(l, "lines", part.line > 1 ? 1 : 0, "axes that they fill in part");
    l.derive<Bandwidth>("link", "along the axes in use",
                        made("min((2 * rings + lines) * peer_link, all_links)", "6"));
}

// Notes "card", what one network card moves.
void note_card(Ledger& l, const Cluster& cluster, const CollectiveCalibration& calibration) {
    const Fabric& fabric = cluster.fabric;
    const auto& nic = cluster.node.nic_bandwidth;
    l.note(input("nic_bandwidth", nic.value, "of one network card, per direction",
                 hardware::in_row(cluster, nic.from, "node.nic_bandwidth")));
    if (fabric.fraction > 0.0) {
        l.note(input("network_fraction", fabric.fraction.value, "of it that collectives reach",
                     hardware::in_row(fabric, fabric.fraction.from, "fraction")));
    } else {
        note_fraction(l, "network_fraction", calibration.network_fraction,
                      "of it that collectives reach", calibration);
    }
    std::string limits;
    if (fabric.card_rate.value.value > 0.0) {
        l.note(input("card_limit", fabric.card_rate.value, "that the fabric lets through",
                     hardware::in_row(fabric, fabric.card_rate.from, "card_rate")));
        limits += ", card_limit";
    }
    if (!fabric.direct && cluster.node.accelerator.host_link.value.value > 0.0) {
        l.note(hardware::host_link(cluster.node.accelerator));
        note_fraction(l, "pcie_fraction", calibration.pcie_fraction, "of the host link's rate",
                      calibration);
        limits += ", host_link * pcie_fraction";
    }
    const std::string line = "nic_bandwidth * network_fraction";
    l.derive<Bandwidth>("card", "what one network card moves",
                        made(limits.empty() ? line : "min(" + line + limits + ")", "8"));
    const auto node = hardware::in_row(cluster, cluster.from, "node");
    l.note(input("nics", static_cast<double>(cluster.node.nics), "network cards of a node", node));
    l.note(
        input("accelerators", static_cast<double>(cluster.node.accelerators), "of a node", node));
}

void note_network(Ledger& l, const Group& group, const Cluster& cluster,
                  const CollectiveCalibration& calibration) {
    note_card(l, cluster, calibration);
    note_count(l, "narrowest", group.narrowest, "ranks in the island with fewest of them");
    std::string cards = "narrowest * nics / accelerators";
    if (cluster.fabric.rails != 0) {
        note_count(l, "island_nodes", std::max<std::int64_t>(1, group.per_island / group.per_node),
                   "nodes of an island");
        l.note(input("rails", static_cast<double>(cluster.fabric.rails),
                     "cards of a node that one group drives",
                     hardware::in_row(cluster.fabric, cluster.fabric.from, "rails")));
        cards = "min(" + cards + ", rails * island_nodes)";
    }
    l.derive<double>("cards", "that the group drives in an island", made(cards, "9"));
    l.note(input("contention", group.ring_contention, "of a ring on oversubscribed uplinks",
                 account::elsewhere("the fabric's tiers and where the ranks are placed")));
    l.derive<Bandwidth>("network", "of an island's cards together",
                        made("cards * card / contention", "9"));
}

}  // namespace

std::string protocol_key(Protocol protocol) {
    switch (protocol) {
        case Protocol::ll: return "ll";
        case Protocol::ll128: return "ll128";
        case Protocol::simple: return "simple";
    }
    return "";
}

void note_scale_up(Ledger& ledger, std::int64_t members, const Cluster& cluster,
                   const CollectiveCalibration& calibration) {
    note_link(ledger, members, cluster.node.accelerator);
    note_fraction(ledger, "scale_up_fraction", calibration.scale_up_fraction,
                  "of the link's rate that a Simple ring reaches", calibration);
    ledger.derive<Bandwidth>("scale_up", "of the scale-up links",
                             made("link * scale_up_fraction", "6"));
}

void note_pcie(Ledger& ledger, bool bridged, const Cluster& cluster,
               const CollectiveCalibration& calibration) {
    const bool apart = bridged && calibration.bridge_fraction > 0.0;
    ledger.note(hardware::host_link(cluster.node.accelerator));
    const std::string field = apart ? "bridge_fraction" : "pcie_fraction";
    note_fraction(ledger, field, apart ? calibration.bridge_fraction : calibration.pcie_fraction,
                  apart ? "of the host link's rate, between PCIe roots" : "of the host link's rate",
                  calibration);
    ledger.derive<Bandwidth>("pcie", "of the host link", made("host_link * " + field, "7"));
}

void note_links(Ledger& ledger, const Group& group, const Cluster& cluster,
                const CollectiveCalibration& calibration) {
    if (group.per_domain > 1) {
        note_scale_up(ledger, group.per_domain, cluster, calibration);
    }
    if (group.domains > group.islands) {
        note_pcie(ledger, group.bridged, cluster, calibration);
    }
    if (group.islands > 1) {
        note_network(ledger, group, cluster, calibration);
    }
}

void note_nic(Ledger& ledger, const Cluster& cluster, const CollectiveCalibration& calibration) {
    note_card(ledger, cluster, calibration);
    ledger.derive<Bandwidth>("nic", "a rank's share of its node's cards",
                             made("card * nics / accelerators", "10"));
}

void note_placement(Ledger& ledger, const Group& group) {
    note_count(ledger, "ranks", group.ranks, "of the group");
    note_count(ledger, "domains", group.domains, "scale-up domains that they fall in");
    note_count(ledger, "islands", group.islands, "of ranks that only network cards join");
    note_count(ledger, "per_domain", group.per_domain, "ranks in a scale-up domain");
    note_count(ledger, "per_island", group.per_island, "ranks in an island");
}

void note_steps(Ledger& ledger, const StepCost& cost, const CollectiveCalibration& calibration,
                const std::string& row) {
    const auto note = [&](const std::string& name, auto value, const std::string& field,
                          std::string says) {
        ledger.note(
            input(name, value, std::move(says), hardware::in_row(calibration, row + "." + field)));
    };
    note("base", cost.base, "base", "to start");
    note("scale_up_step", cost.scale_up, "scale_up", "over scale-up links");
    note("pcie_step", cost.pcie, "pcie", "over PCIe");
    note("network_step", cost.network, "network", "over the network");
    note("share", cost.rate, "rate", "of a Simple ring's rate, inside an island");
    note("network_share", cost.network_rate, "network_rate", "of it, between islands");
}

std::string note_wait(Ledger& ledger, const Cluster& cluster) {
    const auto& latency = cluster.fabric.latency;
    if (latency.value.value == 0.0) {
        return "network_step";
    }
    ledger.note(input("fabric_latency", latency.value, "of a message, beyond InfiniBand's",
                      hardware::in_row(cluster.fabric, latency.from, "latency")));
    return "(network_step + fabric_latency)";
}

}  // namespace foretoken::network
