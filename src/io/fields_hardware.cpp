// Which fields do accelerators and clusters have?
#include "io/field.hpp"

namespace foretoken::io {

Fields fields(Provenance& p) {
    return {
        field("status", p.status, "how the figure came about", required),
        field("source", p.source, "key of data/sources.yaml or a full reference", required),
        field("date", p.date, "of the source: 2025-06 or 2025-06-30", required),
        field("note", p.note, "what a careful reader should know"),
    };
}

Fields fields(ScaleUp& s) {
    return {
        field("kind", s.kind, "how accelerators of one domain see each other", required),
        field("bandwidth", s.bandwidth, "per accelerator and direction, all links together"),
        field("peer_bandwidth", s.peer_bandwidth, "to one peer; as bandwidth behind a switch"),
        field("domain", s.domain, "accelerators that reach each other without a network card",
              at_least(1)),
    };
}

Fields fields(Accelerator& a) {
    return {
        field("id", a.id, "name in files and on the command line"),
        field("name", a.name, "name for people"),
        field("vendor", a.vendor, "who makes it"),
        field("architecture", a.architecture, "generation: selects calibration rows", required),
        field("aliases", a.aliases, "further names"),
        keyed("peak", a.peak, names(Format{}),
              "dense peak rate per number format; absent = unsupported"),
        field("memory", a.memory, "capacity", needed(at_least(1))),
        field("memory_bandwidth", a.memory_bandwidth, "of that memory", needed(at_least(1))),
        field("cache", a.cache, "last level on chip"),
        field("processors", a.processors, "SMs, CUs or cores: what a wave of tiles fills",
              at_least(1)),
        field("clock", a.clock, "at which the peak is stated"),
        field("host_link", a.host_link, "PCIe or C2C, per direction"),
        field("power", a.power, "limit of the board"),
        field("scale_up", a.scale_up, "links between accelerators (NVLink, Infinity Fabric, ICI)"),
    };
}

Fields fields(FabricTier& t) {
    return {
        field("accelerators", t.accelerators, "reached below this tier without its uplinks",
              needed(at_least(1))),
        field("oversubscription", t.oversubscription, "bandwidth below over bandwidth above",
              at_least(1)),
    };
}

Fields fields(Fabric& f) {
    return {
        field("id", f.id, "name in files"),
        field("name", f.name, "name for people"),
        field("aliases", f.aliases, "further names"),
        field("fraction", f.fraction, "of a card's rate in collectives; 0 = the accelerator's",
              within(0, 1)),
        field("latency", f.latency, "per step, beyond that of InfiniBand"),
        field("card_rate", f.card_rate, "most that one card moves; 0 = its own rate"),
        field("rails", f.rails, "cards of a node that one group drives; 0 = all", at_least(0)),
        field("direct", f.direct, "cards reach accelerator memory by themselves"),
        field("reduces", f.reduces, "switches add up all-reduces (SHARP)"),
        field("provenance", f.from, "of the figures of this fabric"),
    };
}

Fields fields(Node& n) {
    return {
        preset("accelerator", n.accelerator, "accelerators", "which accelerator", required),
        field("accelerators", n.accelerators, "per node", at_least(1)),
        field("nics", n.nics, "network cards per node, shared evenly", at_least(0)),
        field("pcie_group", n.pcie_group, "accelerators under one PCIe root; 0 = not known",
              at_least(0)),
        field("nic_bandwidth", n.nic_bandwidth, "of one card, per direction"),
        field("power", n.power, "of the node beside its accelerators, under load"),
        field("host_memory", n.host_memory, "of the node"),
        field("host_bandwidth", n.host_bandwidth, "of that memory, all sockets together"),
        field("local_storage", n.local_storage, "of the node"),
        field("local_storage_bandwidth", n.local_storage_bandwidth, "write"),
    };
}

Fields fields(Storage& s) {
    return {
        field("capacity", s.capacity, "of the shared file system"),
        field("read", s.read, "all readers together"),
        field("write", s.write, "all writers together"),
    };
}

Fields fields(Cluster& c) {
    return {
        field("id", c.id, "name in files and on the command line"),
        field("name", c.name, "name for people"),
        field("aliases", c.aliases, "further names"),
        field("node", c.node, "what one node holds", required),
        field("accelerators", c.accelerators, "in all", needed(at_least(1))),
        field("domain", c.domain, "accelerators in one scale-up domain; default: that of the part",
              at_least(1)),
        preset("fabric", c.fabric, "fabrics", "InfiniBand HDR, RoCE, EFA, ..."),
        field("tiers", c.tiers, "of the fabric, from the leaf upwards; absent = non-blocking"),
        field("storage", c.storage, "shared storage"),
        field("pue", c.pue, "power of the building over that of its machines", within(1, 10)),
        {"reference_for", "accelerators for which part:count means this machine", Unread{}, {}},
        field("provenance", c.from, "of the figures in this file"),
    };
}

}  // namespace foretoken::io
