// How long does it take to put rows into the order of their experts, and back?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"

namespace foretoken::train {

// Of one micro-batch through one mixture layer. Zero without experts.
struct Permutation {
    Seconds forward;
    Seconds backward;
};
Permutation permutation_time(const Job& job);

// Adds it to the elementwise part of both passes.
void add_permutation(const Job& job, Passes& passes, Journal* journal = nullptr);

}  // namespace foretoken::train
