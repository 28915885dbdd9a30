// What is a cluster made of: nodes, scale-up domains, network cards, fabric, storage?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <foretoken/accelerator.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

// One tier of the scale-out fabric, from the leaf upwards.
struct FabricTier {
    std::int64_t accelerators = 0;  // reached below this tier without using its uplinks
    double oversubscription = 1.0;  // bandwidth below : bandwidth above; 1 = non-blocking
    bool operator==(const FabricTier&) const = default;
};

// What carries messages between nodes, apart from the rate of the cards (data/fabrics).
struct Fabric {
    std::string id;  // "infiniband-hdr"
    std::string name;
    std::vector<std::string> aliases;
    Sourced<double> fraction;      // of a card's rate that collectives reach; 0 = the accelerator's
    Sourced<Seconds> latency;      // per step, beyond what NCCL's constants hold for InfiniBand
    Sourced<Bandwidth> card_rate;  // most that one card moves, whatever its line rate; 0 = no limit
    std::int64_t rails = 0;        // cards of one node that a single group drives; 0 = all
    bool direct = true;            // cards reach accelerator memory without the host's (GPUDirect)
    bool reduces = false;          // switches add up all-reduces (SHARP)
    Provenance from;
    bool operator==(const Fabric&) const = default;
};

struct Node {
    Accelerator accelerator;
    std::int64_t accelerators = 8;  // per node
    std::int64_t nics = 8;          // network cards per node, shared evenly
    std::int64_t pcie_group = 0;    // accelerators under one PCIe root; 0 = not known, taken as 1
    Sourced<Bandwidth> nic_bandwidth;  // of one card, per direction
    Sourced<Watts> power;              // beside its accelerators; 0 = not known
    Sourced<Bytes> host_memory;
    Sourced<Bandwidth> host_bandwidth;  // of that memory, all sockets together
    Sourced<Bytes> local_storage;
    Sourced<Bandwidth> local_storage_bandwidth;  // write
    bool operator==(const Node&) const = default;

    // What one accelerator gets when all of the node send at once.
    Bandwidth nic_share() const {
        return nic_bandwidth.value *
               (static_cast<double>(nics) / static_cast<double>(accelerators));
    }
};

struct Storage {
    Sourced<Bytes> capacity;
    Sourced<Bandwidth> read;
    Sourced<Bandwidth> write;
    bool operator==(const Storage&) const = default;
};

struct Cluster {
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
    Node node;
    std::int64_t accelerators = 0;  // in all; a whole number of nodes, or fewer than one
    std::int64_t domain = 8;        // accelerators in one scale-up (NVLink) domain
    Fabric fabric;
    std::vector<FabricTier> tiers;
    Storage storage;
    Sourced<double> pue;  // power of the building over that of its machines; 0 = not known
    Provenance from;
    bool operator==(const Cluster&) const = default;
};

}  // namespace foretoken
