// How much of reducing gradients and gathering parameters shows?
#pragma once

#include <foretoken/quantity.hpp>

#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// What a stage computes per micro-batch, for collectives to hide behind.
struct StageCompute {
    Seconds forward;
    Seconds backward;
    double layers = 1.0;  // forward and backward are those of so many equal layers
};

// Visible time of a whole step and the compute time lost beside hidden collectives.
struct DataParallelTime {
    Seconds gradients;
    Seconds parameters;
    Seconds contention;
};

// ZeRO 0 to 2: gradients are reduced once per step, with ZeRO 2 once per micro-batch (all-reduce,
// or reduce-scatter to the ranks that own the optimizer states), updated parameters gathered once.
// Software that overlaps them runs the reduction behind the last micro-batch's backward pass,
// bucket by bucket, and the gather behind the first forward pass; one layer's share stays visible
// at either end. ZeRO 3 (FSDP): each micro-batch gathers every layer's weights before its forward
// and again before its backward pass and scatters its gradients, one layer ahead of the compute
// (arXiv 2304.11277, section 3.3); the first gather and the last scatter always show.
DataParallelTime data_parallel_time(const plan::Stage& stage, const StageCompute& compute,
                                    const Job& job);

}  // namespace foretoken::train
