// What does the training framework do, of what the model and the plan leave open?
//
// A generation of a framework is a row of data/software: what it fuses, overlaps and launches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <foretoken/accelerator.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

enum class AttentionKernel { unfused, flash1, flash2, flash3 };  // cuDNN counts as flash2 or flash3

// What is captured once and launched as a whole: nothing; what has fixed shapes (attention, router
// and what prepares the exchange, but not the experts' products); everything.
enum class Graphs { none, partial, full };

// When the exchange with experts runs beside other compute: where it pays, if only groups that
// leave their scale-up domain or node are worth the trouble.
enum class ExpertOverlap { never, across_nodes, always };

struct Software {
    std::string id;  // "megatron-2021"
    std::string name;
    std::vector<std::string> aliases;
    std::vector<std::string> families;  // words in a framework's name that mean this line: "nemo"
    std::vector<std::string> only_on;   // accelerators on which its recipes differ so; empty = any
    std::int64_t year = 2024;

    AttentionKernel attention = AttentionKernel::flash2;
    bool fused_softmax = true;      // scale, mask and softmax of unfused attention in one kernel
    bool fused_elementwise = true;  // bias+activation, bias+dropout+residual in one kernel each
    // Rate of its normalisation kernels over that of persistent ones, which read each input once.
    Sourced<double> norm_rate{1.0, {}};
    bool fused_loss = false;  // logits are not written back in 32 bit for the loss
    double selective_products =
        0.0;                  // share of the products that selective recomputation repeats too
    bool early_stop = false;  // full recomputation stops once all that backward reads is there
    bool padded_vocabulary = true;          // vocabulary rounded up to a multiple of 128 tp
    Format gradient_format = Format::fp32;  // of gradient buffers and their reduction
    bool fused_accumulation =
        true;  // weight-gradient products add to the gradient buffer themselves
    bool separate_accumulation = false;  // bf16 gradients are added to a further 32-bit buffer
    bool keeps_outputs = false;      // a stage's outputs stay in memory until their backward pass
    bool overlap_gradients = true;   // gradient reduction runs beside the backward pass
    bool overlap_parameters = true;  // sharded parameters are gathered beside the forward pass
    bool overlap_tensor_backward =
        true;                     // gradients of column-split inputs are reduced beside GEMMs
    bool overlap_tensor = false;  // all tensor collectives are cut up and run beside GEMMs
    ExpertOverlap overlap_experts = ExpertOverlap::never;
    Dispatcher dispatcher = Dispatcher::all_to_all;  // unless the plan says otherwise
    bool fp8_dispatch = false;      // tokens travel to experts in 8 bit if products run in 8 bit
    bool fused_permutation = true;  // rows are put into expert order by one kernel, in 16 bit
    bool fused_router = false;      // scores, top-k and auxiliary loss in one kernel each
    bool grouped_products = false;  // one kernel for all experts; else one per expert
    bool routing_sync = true;       // the host waits for the number of tokens per expert
    bool overlap_shared = false;    // shared experts run beside the exchange
    bool overlap_pipeline = true;   // stage boundaries are sent asynchronously
    bool scatter_gather = true;     // each tensor rank sends its slice of a stage boundary
    bool aggregated_trees = false;  // its collective library has PAT (NCCL 2.23, 2024-09)
    bool distributed_optimizer = false;  // default ZeRO stage 1 when the scenario does not say
    bool fsdp = false;                   // default ZeRO stage 3 when the scenario does not say
    bool narrow_weights = false;  // product weights rest and travel in fp8, not in 16 bit beside it
    bool placeholder_gradients = false;  // one per shape stands in for gradients added elsewhere
    bool flat_gradients = false;         // joined into one 32-bit tensor for the optimizer step
    bool fused_optimizer = true;         // one kernel updates many tensors (multi-tensor apply)
    Graphs graphs = Graphs::none;        // captured: what the host need not launch one by one

    // Pieces of a product whose result is scattered beside it; 0 = one per tensor rank.
    Sourced<double> tensor_splits;
    // Parameters in one bucket of the gradient reduction: at least so many, or so many times the
    // data ranks.
    Sourced<double> bucket_parameters;
    Sourced<double> bucket_per_rank;
    // Time of the host to launch one kernel from the framework, Python included.
    Sourced<Seconds> launch;
    // Kernels launched per transformer layer in a forward pass; backward launches twice as many.
    Sourced<double> kernels_per_layer;
    // The same for the feed-forward part of a mixture layer: routing, permutation, dispatch,
    // experts.
    Sourced<double> kernels_per_mixture;
    // Further launches per expert that a rank holds, where each is a product of its own.
    Sourced<double> kernels_per_expert;
    // Of a mixture's launches: those of router and preparation, which have fixed shapes.
    Sourced<double> captured_share;
    // Host time per step outside the layers (data, loss scaling, logging, optimizer bookkeeping).
    Sourced<Seconds> step_overhead;
    // Memory the allocator holds beyond what is live, as a fraction of activations.
    Sourced<double> fragmentation;
    // Context of the driver and workspaces on each accelerator.
    Sourced<Bytes> fixed_memory;
    // Buffers of one communicator.
    Sourced<Bytes> communicator_memory;
    // Of a copy over the host link: the share of the link's rate.
    Sourced<double> host_copy;
    // Of the host's memory bandwidth: what an optimizer that runs on the host reaches.
    Sourced<double> host_update;
    Provenance from;
    bool operator==(const Software&) const = default;
};

}  // namespace foretoken
