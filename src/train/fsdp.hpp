// How much of gathering and scattering whole layers shows?
#pragma once

#include <foretoken/quantity.hpp>

#include "schedule/overlap.hpp"

namespace foretoken::train {

// One micro-batch of fully sharded data parallelism: `layers` equal units, and a root unit with the
// embedding, the output and what else no layer holds.
struct ShardedPass {
    double layers = 1.0;
    Seconds forward;  // of one layer
    Seconds backward;
    Seconds head_forward;  // of the root, after the layers; before them on the way back
    Seconds head_backward;
    Seconds gather;   // of one layer's weights
    Seconds scatter;  // of one layer's gradients, and their sum over replicas
    Seconds root_gather;
    Seconds root_scatter;
    bool gathers_again = true;  // for the backward pass (ZeRO 3), or keeps weights (ZeRO 2)
    bool scatters = true;       // false: gradients wait, whole, for a later micro-batch
};

// Visible time of one micro-batch and the compute time lost beside hidden collectives.
struct ShardedTime {
    Seconds parameters;
    Seconds gradients;
    Seconds contention;
};

// One collective at a time, in the order in which the host asks for them (arXiv 2304.11277, section
// 3.3): weights one layer ahead of the compute, on the way back before the gradients of the layer
// in work. The root's weights stay from the forward to the backward pass. Closed form, exact for
// equal layers.
ShardedTime sharded_time(const ShardedPass& pass, const schedule::Overlap& overlap);

}  // namespace foretoken::train
