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

// The arithmetic of the large matrix products. Master weights and optimizer states are 32 bit in
// all.
//   fp8       one scale per tensor (Transformer Engine delayed or current scaling)
//   fp8_block one scale per 1x128 / 128x128 block (DeepSeek-V3)
//   mxfp8     one scale per 32 elements, in hardware;  nvfp4 one scale per 16 elements
enum class Precision { fp32, tf32, fp16, bf16, fp8, fp8_block, mxfp8, nvfp4 };

struct Workload {
    std::int64_t sequence = 0;      // tokens per sequence
    std::int64_t global_batch = 0;  // sequences per optimizer step
    Precision precision = Precision::bf16;
    bool pure_precision = false;  // gradients are reduced in 16 bit (Composer's "PURE")
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
