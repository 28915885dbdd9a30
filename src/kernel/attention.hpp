// How long does softmax(Q K^T) V take, forwards and backwards?
//
// The closed forms and their derivation: docs/models/attention.md.
#pragma once

#include <cstdint>

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/software.hpp>

#include "kernel/load.hpp"

namespace foretoken::kernel {

// Shapes on one accelerator: heads already divided by tensor parallelism, tokens by context
// parallelism. Causal: the last query sees all keys, each earlier one a key less.
struct Attention {
    std::int64_t batch = 1;
    std::int64_t heads = 0;
    std::int64_t kv_heads = 0;
    std::int64_t queries = 0;  // per sequence
    std::int64_t keys = 0;     // per sequence
    std::int64_t qk_dim = 0;   // of a query and a key
    std::int64_t v_dim = 0;    // of a value
    bool causal = true;
    std::int64_t window = 0;  // keys that a query sees at most; 0 = all
    AttentionKernel kernel = AttentionKernel::flash2;
    Format format = Format::bf16;
    bool fused_softmax = true;  // unfused only: scale, mask and softmax in one kernel
    bool dropout = false;       // unfused only: a dropout kernel on the probabilities
};

Seconds attention_forward(const Attention& attention, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load = Load::sustained);

// Without the recomputation of the forward pass that checkpointing adds.
Seconds attention_backward(const Attention& attention, const Accelerator& accelerator,
                           const KernelCalibration& kernels, Load load = Load::sustained);

// Keys that a query sees, on average over the queries.
double mean_keys(const Attention& attention);

}  // namespace foretoken::kernel
