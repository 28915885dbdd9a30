// How many FLOPs does a rank do in each part of a pass?
#pragma once

#include <foretoken/quantity.hpp>

#include "schedule/order.hpp"
#include "train/chunks.hpp"
#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Of one micro-batch through a group of layers. 0 for parts that are not products.
struct PartFlops {
    Flops linear;
    Flops experts;    // of the busiest rank
    Flops attention;  // each pair of tokens once
    Flops output;
    Flops operator[](Part part) const;
};

// What is repeated in a backward pass is not counted, nor are adapters.
PartFlops part_flops(const LayerGroup& group, schedule::Pass pass, const Job& job);

}  // namespace foretoken::train
