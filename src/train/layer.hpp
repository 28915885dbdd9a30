// How long does one layer take on one rank, forward and backward?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

struct LayerKind {
    bool experts = false;
    bool windowed = false;
};

// One micro-batch through one layer: products, attention, elementwise work, visible tensor, context
// and expert communication, recomputation, and the host if launches are slower than the device.
Passes layer_time(const LayerKind& kind, const Job& job, Journal* journal = nullptr);

}  // namespace foretoken::train
