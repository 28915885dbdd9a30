// How far do real kernels and collectives stay below the data sheet?
//
// Constants of the closed forms in kernel/ and network/, fitted from measured tables by tools/fit
// and kept as rows in data/kernels and data/network.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <foretoken/accelerator.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

// GEMM closed form (docs/models/gemm.md).
struct GemmConstants {
    double peak_fraction = 0.0;    // of the dense peak that a full wave of tiles reaches
    double memory_fraction = 0.0;  // of the memory bandwidth that a streaming GEMM reaches
    Seconds launch;                // floor of a tiny kernel on the device
    Seconds wave;                  // prologue and epilogue of a wave of the largest tiles
    Seconds split;                 // fixed time of adding up a product that is split along k
    double tile_floor = 0.0;       // of the largest tile's time that the smallest takes at least
    double stream_k = 0.0;         // share of a partial last wave spread over all processors
    double sustained = 1.0;        // clock under continuous load over clock of a short burst
    Provenance from;
    bool operator==(const GemmConstants&) const = default;
};

// Attention closed form (docs/models/attention.md).
struct AttentionConstants {
    double peak_fraction = 0.0;  // of the bf16 dense peak, for long sequences and wide heads
    // Scores whose exponential and sums one processor does per clock: 16 special-function units on
    // NVIDIA's, beside which the matrix engine waits.
    double scores_per_clock = 0.0;
    double half_length = 0.0;    // keys per query that filling and draining a block costs
    double backward_rate = 1.0;  // FLOP rate of the backward kernel over that of the forward one
    Seconds launch;              // floor of a tiny kernel
    Provenance from;
    bool operator==(const AttentionConstants&) const = default;
};

struct KernelCalibration {
    std::string id;  // an accelerator id, or an architecture: "hopper"
    std::array<GemmConstants, format_count>
        gemm;                 // peak_fraction 0 = no row: another format's is used
    GemmConstants fp8_block;  // fp8 with a scale per 128 elements of a row
    GemmConstants grouped;    // expert GEMMs in 16 bit
    std::array<AttentionConstants, 4> attention;  // by AttentionKernel; [0] unused
    double unaligned_fraction = 0.5;              // of the rate when rows do not begin on 16 bytes
    double stream_fraction = 0.8;   // of memory bandwidth: well-written elementwise kernels
    double norm_fraction = 0.5;     // of memory bandwidth: normalisation kernels
    double softmax_fraction = 0.6;  // of memory bandwidth: unfused softmax
    Seconds stream_launch{3e-6};    // floor of an elementwise kernel
    Provenance from;
    bool operator==(const KernelCalibration&) const = default;
};

// What one algorithm costs with one protocol: a fixed time, a time per step over each kind of link,
// and the rate at which it moves bytes, as a fraction of the Simple ring's on the same links.
struct StepCost {
    Seconds base;
    Seconds scale_up;
    Seconds pcie;
    Seconds network;
    double rate = 0.0;          // inside a node or scale-up domain; 0 = no such algorithm here
    double network_rate = 0.0;  // between them
    bool operator==(const StepCost&) const = default;
};

// NCCL's cost model (src/graph/tuning.cc), as data (docs/models/collectives.md). The arrays go by
// protocol: LL, LL128, Simple.
struct CollectiveCalibration {
    std::string id;  // an architecture
    std::array<StepCost, 3> ring;
    std::array<StepCost, 3> tree;
    std::array<StepCost, 3>
        exchange;   // all-to-all, send/receive: steps are peers; LL's rate is per peer
    StepCost nvls;  // all-reduce by the switch: steps are ranks; rate of 8 ranks
    StepCost pat;   // parallel aggregated trees, one rank per node
    double scale_up_fraction = 0.8;  // of the link's data sheet rate that a Simple ring reaches
    double pcie_fraction = 0.76;     // of the host link's rate, under one PCIe root
    double bridge_fraction = 0.0;    // the same between them; 0 = pcie_fraction
    double network_fraction = 0.97;  // of the NIC's rate
    double copy_fraction = 0.25;     // of memory bandwidth: a rank's copy of its own share
    // Beside a running collective, compute takes so many times longer (processors and memory
    // bandwidth are shared), and so does the collective.
    double compute_slowdown = 1.0;
    double communication_slowdown = 1.0;
    Provenance from;
    bool operator==(const CollectiveCalibration&) const = default;
};

// What an accelerator draws, as shares of its board's limit (docs/models/energy.md).
struct PowerCalibration {
    std::string id;                  // an architecture
    Sourced<double> idle;            // no kernel runs, a job is resident
    Sourced<double> active;          // a kernel runs that neither multiplies nor moves much
    Sourced<double> memory;          // beyond `active`, at the full memory bandwidth
    Sourced<double> communication;   // a collective's kernels run and nothing else
    Sourced<double> clock_exponent;  // what exceeds `idle` follows the clock to this power
    Sourced<double> node;            // of the node beside its accelerators, for each of them
    Provenance from;
    bool operator==(const PowerCalibration&) const = default;
};

// How far each mechanism scatters about what was measured: standard deviations of the logarithm of
// its own time or bytes (docs/models/confidence.md).
struct ConfidenceCalibration {
    std::string id;
    Sourced<double> floor;          // of a whole step, whatever it is made of
    Sourced<double> products;       // matrix products
    Sourced<double> attention;      // attention cores
    Sourced<double> mixture;        // experts and their exchange
    Sourced<double> streaming;      // elementwise work, casts, optimizer
    Sourced<double> host;           // waiting for the host
    Sourced<double> communication;  // visible collectives and stage boundaries
    Sourced<double> bubble;         // filling and draining of pipelines
    Sourced<double> distance;       // per unit of distance to the nearest published run
    Sourced<double> states;         // memory: weights, gradients, optimizer states
    Sourced<double> live;           // memory: activations and what the allocator holds beyond them
    Sourced<double> fixed;          // memory: context, buffers, workspaces
    Sourced<double> shared;         // correlation of one mechanism's errors in two runs alike
    Sourced<double> unfitted;       // factor where constants are assumed or from a data sheet
    Sourced<double> usual_distance;
    Sourced<double> far_distance;  // beyond it a scenario is unlike what was published
    Sourced<double> quantile;      // half width of the interval, in deviations
    Provenance from;
    bool operator==(const ConfidenceCalibration&) const = default;
};

struct Calibration {
    KernelCalibration kernel;
    CollectiveCalibration collective;
    PowerCalibration power;
    ConfidenceCalibration confidence;
    bool operator==(const Calibration&) const = default;
};

}  // namespace foretoken
