// What is asked of `train`: this model, on this cluster, with this plan, by this software?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <foretoken/cluster.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/software.hpp>

namespace foretoken {

// The arithmetic of the large matrix products.
//   fp8       one scale per tensor (Transformer Engine delayed or current scaling)
//   fp8_block one scale per 1x128 / 128x128 block (DeepSeek-V3)
//   mxfp8     one scale per 32 elements, in hardware;  nvfp4 one scale per 16 elements
enum class Precision { fp32, tf32, fp16, bf16, fp8, fp8_block, mxfp8, nvfp4 };

// Which weights are trained?
//   full         all of them
//   lora         none but two thin matrices beside each target: y = W x + B A x (arXiv 2106.09685)
//   last_layers  the last `layers` layers, the final norm, and the output matrix unless it is tied
enum class Method { full, lora, last_layers };
// Beside which products: attention's projections; those and dense feed-forward ones; routed experts
// too.
enum class Targets { attention, dense, linear };

struct Tuning {
    Method method = Method::full;
    std::int64_t rank = 16;  // of an adapter
    Targets targets = Targets::linear;
    std::int64_t layers = 1;              // last_layers: how many are trained
    Format frozen_format = Format::bf16;  // of frozen weights at rest; fp4 is NF4 (QLoRA)
    bool operator==(const Tuning&) const = default;
};

// How documents fill a sequence.
//   whole   one document per sequence, as long as the sequence
//   packed  as many as fit, each attending to itself alone
//   padded  one per sequence, padded to its length
enum class Fill { whole, packed, padded };

struct Packing {
    Fill fill = Fill::whole;
    double mean = 0.0;  // tokens of a document
    double cv = 0.0;    // their standard deviation over their mean
    bool operator==(const Packing&) const = default;
};

enum class OptimizerKind { adam, adam_8bit, sgd, muon, adafactor };

struct Optimizer {
    OptimizerKind kind = OptimizerKind::adam;
    Format moments = Format::fp32;
    Format master = Format::fp32;  // of the master copy; the format of the weights = there is none
    bool clipping = true;          // gradients are scaled by their global norm
    bool operator==(const Optimizer&) const = default;
};

// How evenly a router spreads tokens over experts: forced balance, as benchmarks do; each expert
// equally likely; or popularities that follow a power law.
enum class Spread { balanced, random, power_law };

// What a router does with the tokens of a mixture (docs/models/experts.md).
struct Routing {
    Spread spread = Spread::balanced;
    double skew = 1.2;       // exponent of the power law
    double imbalance = 0.0;  // tokens of the busiest expert rank over the mean; 0 = as spread says
    double capacity = 0.0;   // most rows per expert over the mean; 0 = no token is dropped
    bool pad = false;        // every expert computes its full capacity
    bool operator==(const Routing&) const = default;
};

struct Workload {
    std::int64_t sequence = 0;      // tokens per sequence
    std::int64_t global_batch = 0;  // sequences per optimizer step
    Precision precision = Precision::bf16;
    bool pure_precision = false;  // gradients are reduced in 16 bit (Composer's "PURE")
    Tuning tuning;
    Packing packing;
    Optimizer optimizer;
    Routing routing;  // of a mixture's tokens
    bool operator==(const Workload&) const = default;
};

struct TrainScenario {
    Model model;
    Cluster cluster;
    Plan plan;
    Workload workload;
    Software software;
    std::vector<std::string> assumptions;  // what was filled in for what was not said
    bool operator==(const TrainScenario&) const = default;
};

}  // namespace foretoken
