// How long does it take to put rows into the order of their experts, and back?
#pragma once

#include "train/job.hpp"

namespace foretoken::train {

// Of one micro-batch through one mixture layer. Zero without experts.
struct Permutation {
    Seconds forward;
    Seconds backward;
};
Permutation permutation_time(const Job& job);

}  // namespace foretoken::train
