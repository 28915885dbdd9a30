// What are the rates of the wires made of that a group uses?
#pragma once

#include <string>

#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>

#include "base/ledger.hpp"
#include "network/collective.hpp"
#include "network/placement.hpp"

namespace foretoken::network {

// Notes those of "scale_up", "pcie" and "network" of links() that the group uses.
void note_links(account::Ledger& ledger, const Group& group, const Cluster& cluster,
                const CollectiveCalibration& calibration);

// Notes "scale_up" alone for so many members, and "pcie" alone.
void note_scale_up(account::Ledger& ledger, std::int64_t members, const Cluster& cluster,
                   const CollectiveCalibration& calibration);
void note_pcie(account::Ledger& ledger, bool bridged, const Cluster& cluster,
               const CollectiveCalibration& calibration);

// Notes "nic": what a rank gets of its node's cards (nic_rate).
void note_nic(account::Ledger& ledger, const Cluster& cluster,
              const CollectiveCalibration& calibration);

// Notes how a group falls: ranks, domains, islands, per_domain, per_island.
void note_placement(account::Ledger& ledger, const Group& group);

// Notes base, scale_up_step, pcie_step, network_step, share and network_share of a row, "ring.ll".
void note_steps(account::Ledger& ledger, const StepCost& cost,
                const CollectiveCalibration& calibration, const std::string& row);
// Notes "fabric_latency", and returns the time of a step between islands: "network_step", with the
// fabric's latency if it has any.
std::string note_wait(account::Ledger& ledger, const Cluster& cluster);

// "ll", "ll128", "simple".
std::string protocol_key(Protocol protocol);

}  // namespace foretoken::network
