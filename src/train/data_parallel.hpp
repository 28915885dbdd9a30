// How much of reducing gradients and gathering parameters shows?
#pragma once

#include <foretoken/quantity.hpp>

#include "train/job.hpp"
#include "train/parts.hpp"
#include "train/traced.hpp"

namespace foretoken::train {

// What a stage computes per micro-batch, for collectives to hide behind.
struct StageCompute {
    Seconds forward;
    Seconds backward;
    double layers = 1.0;     // equal ones, which share what is not embedding or output
    Seconds head_forward{};  // of `forward`: embedding and output
    Seconds head_backward{};
    Seconds others_forward{};  // of other micro-batches between two chunks of a virtual pipeline
    Seconds others_backward{};
};

// Visible time of a whole step and the compute time lost beside hidden collectives.
template <class W>
struct DataParallel {
    W gradients;
    W parameters;
    W contention;
};
using DataParallelTime = DataParallel<Seconds>;

// ZeRO 0 to 2: gradients are reduced once per step, with ZeRO 2 once per micro-batch (all-reduce,
// or reduce-scatter to the ranks that own the optimizer states and, between several sets of owners,
// an all-reduce of shards), updated parameters gathered once. Software that overlaps them does so
// in buckets (train/buckets.hpp): the reduction behind the last micro-batch's backward pass, the
// gather behind the first forward pass. ZeRO 3, and ZeRO 2 under FSDP, gather and scatter layer by
// layer in every micro-batch (train/fsdp.hpp).
DataParallelTime data_parallel_time(const plan::Stage& stage, const StageCompute& compute,
                                    const Job& job);
DataParallel<Traced> data_parallel_account(const plan::Stage& stage, const StageCompute& compute,
                                           const Job& job);

// Whether every micro-batch has its share of that time, or the step as a whole.
bool in_every_micro_batch(const Job& job);

// What a rank has to reduce and to gather once per step; nothing of what every micro-batch does.
struct DataParallelBytes {
    Bytes gradients;
    Bytes parameters;
};
DataParallelBytes data_parallel_bytes(const plan::Stage& stage, const Job& job);

// The first and the last stage of a pipeline each hold tied embeddings and sum their gradients.
Seconds tied_embedding_time(const Job& job);
Account tied_embedding_account(const Job& job);

}  // namespace foretoken::train
