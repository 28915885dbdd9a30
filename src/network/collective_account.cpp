// What is the time of a collective made of?
#include "network/collective_account.hpp"

#include <cmath>
#include <vector>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "network/candidates.hpp"
#include "network/exchange_account.hpp"
#include "network/links_account.hpp"
#include "network/torus.hpp"

namespace foretoken::network {
namespace {

using account::input;
using account::Ledger;

const std::string document = "docs/models/collectives.md";

account::Made eq(std::string formula, const std::string& number) {
    return {std::move(formula), document + ", Eq. " + number};
}

struct Question {
    Collective collective;
    const Account& total;
    const Group& group;
    const Cluster& cluster;
    const CollectiveCalibration& calibration;
};

// "ring_ll": as a part of a formula; "ring.ll" in the row; "ring with LL" for a person.
std::string name_of(const Candidate& c) {
    switch (c.algorithm) {
        case Algorithm::ring: return "ring_" + protocol_key(c.protocol);
        case Algorithm::tree: return "tree_" + protocol_key(c.protocol);
        case Algorithm::nvls: return "nvls";
        case Algorithm::sharp: return "sharp";
        case Algorithm::pat: return "pat";
        case Algorithm::exchange:
        case Algorithm::none: break;
    }
    return "none";
}

std::string row_of(const Candidate& c, const CollectiveCalibration& calibration) {
    switch (c.algorithm) {
        case Algorithm::ring: return "ring." + protocol_key(c.protocol);
        case Algorithm::tree: return "tree." + protocol_key(c.protocol);
        case Algorithm::sharp: return &c.cost == &calibration.nvls ? "nvls" : "ring.simple";
        default: return name_of(c);
    }
}

std::string says_of(const Candidate& c) {
    switch (c.algorithm) {
        case Algorithm::ring: return "a ring";
        case Algorithm::tree: return "a double binary tree of islands";
        case Algorithm::nvls: return "the scale-up switch adds";
        case Algorithm::sharp: return "the switches between islands add";
        case Algorithm::pat: return "aggregated trees";
        case Algorithm::exchange:
        case Algorithm::none: break;
    }
    return "";
}

// How many steps over each kind of link, as formulas of the placement.
struct Steps {
    std::string scale_up;
    std::string pcie;
    std::string network;
};

Steps steps_of(const Candidate& c, const Question& q, Ledger& l) {
    switch (c.algorithm) {
        case Algorithm::ring: {
            const std::string rounds = q.collective == Collective::all_reduce ? "2 * " : "";
            const ScaleUp& scale_up = q.cluster.node.accelerator.scale_up;
            const bool torus = scale_up.kind == ScaleUpKind::torus;
            if (torus) {
                l.note(input("torus_steps",
                             static_cast<double>(torus_steps(scale_up, q.group.per_domain)),
                             "along the axes in turn",
                             account::elsewhere("where the ranks are placed in the torus")));
            }
            return {.scale_up = rounds + (torus ? "torus_steps * domains" : "(ranks - domains)"),
                    .pcie = rounds + "(domains - islands)",
                    .network = rounds + "(islands - 1)"};
        }
        case Algorithm::tree:
            return {.scale_up = "2 * (ranks - domains) / islands",
                    .pcie = "2 * (domains - islands) / islands",
                    .network = "2 * log2(islands)"};
        case Algorithm::nvls:
            return {.scale_up = "per_domain", .pcie = "", .network = "2 * log2(islands)"};
        case Algorithm::sharp:
            return {
                .scale_up = &c.cost == &q.calibration.nvls ? "per_island" : "2 * (per_island - 1)",
                .pcie = "",
                .network = "1"};
        case Algorithm::pat: return {.scale_up = "", .pcie = "", .network = "log2(islands)"};
        case Algorithm::exchange:
        case Algorithm::none: break;
    }
    return {};
}

// Eq. 2: "latency".
void derive_latency(Ledger& l, const Candidate& c, const Question& q) {
    note_steps(l, c.cost, q.calibration, row_of(c, q.calibration));
    const Steps steps = steps_of(c, q, l);
    std::string all = "base";
    const auto add = [&](double count, const std::string& name, const std::string& formula,
                         std::string says) {
        if (count > 0.0) {
            l.derive<Seconds>(name, std::move(says), eq(formula, "2"));
            all += " + " + name;
        }
    };
    add(c.hops.scale_up, "scale_up_steps", steps.scale_up + " * scale_up_step",
        "steps over scale-up links");
    add(c.hops.pcie, "pcie_steps", steps.pcie + " * pcie_step", "steps over PCIe");
    const std::string wait = c.hops.network > 0.0 ? note_wait(l, q.cluster) : "";
    add(c.hops.network, "network_steps", steps.network + " * " + wait, "steps between islands");
    l.derive<Seconds>("latency", "does not grow with the bytes", eq(all, "2"));
}

// Eq. 4: "rate", over the links that the group uses.
void derive_rate(Ledger& l, const Candidate& c, const Question& q) {
    std::string scale_up = "scale_up";
    if (c.algorithm == Algorithm::nvls) {
        l.derive<Bandwidth>(
            "switched", "of what 8 ranks reach: each sends its share twice",
            eq("scale_up * min(1, 9 / 7 * (per_domain - 1) / (per_domain + 1))", "5"));
        scale_up = "switched";
    }
    std::vector<std::string> links;
    if (q.group.per_domain > 1) {
        links.push_back(scale_up + " * share");
    }
    if (q.group.domains > q.group.islands) {
        links.push_back("pcie * share");
    }
    if (q.group.islands > 1 && c.algorithm != Algorithm::sharp) {
        links.push_back("network * network_share");
    }
    std::string slowest;
    for (const std::string& link : links) {
        slowest += (slowest.empty() ? "" : ", ") + link;
    }
    l.derive<Bandwidth>("rate", "of the slowest kind of link",
                        eq(links.size() > 1 ? "min(" + slowest + ")" : slowest, "4"));
}

// Eq. 3: "wire", and the formula of the whole.
std::string derive_wire(Ledger& l, const Candidate& c, const Question& q) {
    if (c.algorithm == Algorithm::sharp) {
        if (q.group.per_island == 1) {
            return "latency + total / network";
        }
        l.derive<Bytes>("inside", "reduced and spread in an island",
                        eq("2 * (per_island - 1) / per_island * total", "3"));
        derive_rate(l, c, q);
        return "latency + max(total / network, inside / rate)";
    }
    const bool all = q.collective == Collective::all_reduce;
    const bool broadcast = q.collective == Collective::broadcast;
    l.derive<Bytes>("wire", "that pass each point of the ring",
                    eq(broadcast ? "total"
                       : all     ? "2 * (ranks - 1) / ranks * total"
                                 : "(ranks - 1) / ranks * total",
                       "3"));
    derive_rate(l, c, q);
    return "latency + wire / rate";
}

// "copy", where a rank moves its own share.
bool note_copy(Ledger& l, const Candidate& c, const Question& q) {
    if (q.collective == Collective::broadcast || c.algorithm == Algorithm::nvls ||
        c.algorithm == Algorithm::sharp) {
        return false;
    }
    l.note(hardware::memory_bandwidth(q.cluster.node.accelerator));
    l.note(input("copy_fraction", q.calibration.copy_fraction, "of it in a copy",
                 hardware::in_row(q.calibration, "copy_fraction")));
    l.derive<Seconds>("copy", "of a rank's own share",
                      eq("total / ranks / (memory_bandwidth * copy_fraction)", "3"));
    return true;
}

Account in_full(const Candidate& c, const Question& q) {
    Ledger l;
    l.note(account::named(q.total, "total"));
    note_placement(l, q.group);
    note_links(l, q.group, q.cluster, q.calibration);
    derive_latency(l, c, q);
    std::string formula = derive_wire(l, c, q);
    formula += note_copy(l, c, q) ? " + copy" : "";
    return l.result(name_of(c), c.time, says_of(c) + ": the fastest", eq(formula, "1"));
}

// A slower candidate, by the same formulas with another row.
Account in_short(const Candidate& c, const Question& q) {
    return input(name_of(c), c.time, says_of(c),
                 account::elsewhere(document + ", Eq. 1 to 5, with data/network/" +
                                    q.calibration.id + ".yaml, " + row_of(c, q.calibration)));
}

}  // namespace

Account collective_account(std::string name, std::string says, Collective collective,
                           const Account& total, const Group& group, const Cluster& cluster,
                           const CollectiveCalibration& calibration, Library library) {
    if (group.ranks <= 1) {
        return account::sum(std::move(name), std::move(says), {});
    }
    if (collective == Collective::all_to_all) {
        return all_to_all_account(std::move(name), std::move(says), total, group, cluster,
                                  calibration);
    }
    const CollectiveTime best =
        collective_time(collective, Bytes{total.value}, group, cluster, calibration, library);
    if (!std::isfinite(best.time.value)) {
        return input(
            std::move(name), best.time, std::move(says),
            account::elsewhere("no algorithm in data/network/" + calibration.id + ".yaml"));
    }
    const Question q{collective, total, group, cluster, calibration};
    Ledger ledger;
    std::string fastest;
    std::string others;
    const Call call = call_of(collective, Bytes{total.value}, group, cluster, calibration);
    each_candidate(collective, call, group, cluster, calibration, library, [&](const Candidate& c) {
        if (c.algorithm == best.algorithm && c.protocol == best.protocol) {
            ledger.note(in_full(c, q));
            fastest = name_of(c);
        } else if (std::isfinite(c.time.value)) {
            ledger.note(in_short(c, q));
            others += ", " + name_of(c);
        }
    });
    return account::folded(
        ledger.result(std::move(name), best.time, std::move(says),
                      eq(others.empty() ? fastest : "min(" + fastest + others + ")", "1")));
}

}  // namespace foretoken::network
