// Which fields do the fitted constants of kernels and collectives have?
#include "io/field.hpp"

namespace foretoken::io {
namespace {

// Shares of a physical limit. Somewhat above 1 is possible: clocks boost above the stated one.
constexpr Rule fraction = within(0, 2);

// The protocols of NCCL, in the order of CollectiveCalibration.
constexpr std::array<std::string_view, 3> protocols{"ll", "ll128", "simple"};

}  // namespace

Fields fields(GemmConstants& g) {
    return {
        field("peak_fraction", g.peak_fraction,
              "of the dense peak that a full wave of tiles reaches",
              {.required = true, .least = 0, .most = 2}),
        field("memory_fraction", g.memory_fraction, "of the memory bandwidth", fraction),
        field("launch", g.launch, "floor of a tiny kernel on the device"),
        field("wave", g.wave, "prologue and epilogue of a wave of the largest tiles"),
        field("split", g.split, "of adding up a product that is split along k"),
        field("tile_floor", g.tile_floor, "of the largest tile's time that any tile takes",
              {.least = 0, .most = 1}),
        field("stream_k", g.stream_k, "of a partial last wave, spread over all processors",
              {.least = 0, .most = 1}),
        field("sustained", g.sustained, "clock under continuous load over that of a burst",
              fraction),
        field("provenance", g.from, "of these constants"),
    };
}

Fields fields(AttentionConstants& a) {
    return {
        field("peak_fraction", a.peak_fraction, "of the bf16 dense peak, long and wide",
              {.required = true, .least = 0, .most = 2}),
        field("scores_per_clock", a.scores_per_clock, "softmax of one processor; 0 = free",
              at_least(0)),
        field("half_length", a.half_length, "keys per query that a block's ends cost", at_least(0)),
        field("backward_rate", a.backward_rate, "FLOP rate of backward over forward", fraction),
        field("launch", a.launch, "floor of a tiny kernel"),
        field("provenance", a.from, "of these constants"),
    };
}

Fields fields(KernelCalibration& k) {
    return {
        field("id", k.id, "an accelerator or an architecture", required),
        keyed("gemm", k.gemm, names(Format{}), "matrix products per format"),
        field("fp8_block", k.fp8_block, "fp8 with a scale per 128 elements of a row"),
        field("grouped", k.grouped, "products of many experts in 16 bit"),
        keyed("attention", k.attention, names(AttentionKernel{}), "per kernel generation"),
        field("unaligned_fraction", k.unaligned_fraction, "of the rate, rows not on 16 bytes",
              fraction),
        field("stream_fraction", k.stream_fraction, "of memory bandwidth: elementwise", fraction),
        field("norm_fraction", k.norm_fraction, "of memory bandwidth: normalisation", fraction),
        field("softmax_fraction", k.softmax_fraction, "of memory bandwidth: softmax", fraction),
        field("stream_launch", k.stream_launch, "floor of an elementwise kernel"),
        field("provenance", k.from, "of the figures in this file"),
    };
}

Fields fields(StepCost& s) {
    return {
        field("base", s.base, "per collective"),
        field("scale_up", s.scale_up, "per step inside the scale-up domain"),
        field("pcie", s.pcie, "per step over PCIe"),
        field("network", s.network, "per step over the network"),
        field("rate", s.rate, "over the Simple ring's, inside a domain; 0 = absent", at_least(0)),
        field("network_rate", s.network_rate, "the same between domains", at_least(0)),
    };
}

Fields fields(CollectiveCalibration& c) {
    return {
        field("id", c.id, "an architecture", required),
        keyed("ring", c.ring, protocols, "rings, per protocol"),
        keyed("tree", c.tree, protocols, "double binary trees, per protocol"),
        keyed("exchange", c.exchange, protocols, "all-to-all and send/receive, per protocol"),
        field("nvls", c.nvls, "all-reduce inside the switch"),
        field("pat", c.pat, "parallel aggregated trees, one rank per node"),
        field("scale_up_fraction", c.scale_up_fraction, "of the link's rate in a ring", fraction),
        field("pcie_fraction", c.pcie_fraction, "of the host link's rate", fraction),
        field("bridge_fraction", c.bridge_fraction, "the same between PCIe roots; 0 = equal",
              fraction),
        field("network_fraction", c.network_fraction, "of the network card's rate", fraction),
        field("copy_fraction", c.copy_fraction, "of memory bandwidth: a copy of one's own share",
              fraction),
        field("compute_slowdown", c.compute_slowdown, "of compute beside a collective",
              at_least(1)),
        field("communication_slowdown", c.communication_slowdown, "of a collective beside compute",
              at_least(1)),
        field("provenance", c.from, "of the figures in this file"),
    };
}

Fields fields(PowerCalibration& p) {
    return {
        field("id", p.id, "an architecture", required),
        field("idle", p.idle, "of the board's limit: a job is resident, no kernel runs",
              within(0, 1)),
        field("active", p.active, "a kernel runs that neither multiplies nor moves much",
              within(0, 1)),
        field("memory", p.memory, "beyond active, at the full memory bandwidth", within(0, 1)),
        field("communication", p.communication, "only a collective's kernels run", within(0, 1)),
        field("clock_exponent", p.clock_exponent, "what exceeds idle follows the clock so",
              within(1, 4)),
        field("node", p.node, "of the node beside its accelerators, for each of them",
              within(0, 10)),
        field("provenance", p.from, "of the figures in this file"),
    };
}

Fields fields(ConfidenceCalibration& c) {
    constexpr Rule deviation = within(0, 10);
    return {
        field("id", c.id, "default", required),
        field("floor", c.floor, "of a whole step, whatever it is made of", deviation),
        field("products", c.products, "matrix products", deviation),
        field("attention", c.attention, "attention cores", deviation),
        field("mixture", c.mixture, "experts and their exchange", deviation),
        field("streaming", c.streaming, "elementwise work, casts, optimizer", deviation),
        field("host", c.host, "waiting for the host", deviation),
        field("communication", c.communication, "visible collectives and stage boundaries",
              deviation),
        field("bubble", c.bubble, "filling and draining of pipelines", deviation),
        field("distance", c.distance, "per unit of distance to the nearest published run",
              deviation),
        field("states", c.states, "memory: weights, gradients, optimizer states", deviation),
        field("live", c.live, "memory: activations and what is held beyond them", deviation),
        field("fixed", c.fixed, "memory: context, buffers, workspaces", deviation),
        field("shared", c.shared, "correlation of one mechanism's errors in two runs alike",
              within(0, 1)),
        field("unfitted", c.unfitted, "factor where constants are assumed or from a data sheet",
              at_least(1)),
        field("usual_distance", c.usual_distance, "where that to a published run is not known",
              at_least(0)),
        field("far_distance", c.far_distance, "beyond it a forecast is called extrapolated",
              at_least(0)),
        field("quantile", c.quantile, "half width of the interval, in deviations", deviation),
        field("provenance", c.from, "of the figures in this file"),
    };
}

}  // namespace foretoken::io
