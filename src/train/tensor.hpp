// How much tensor-parallel communication shows in a layer?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/operator_time.hpp"

namespace foretoken::train {

// One pair of a column-split and a row-split product with everything between them. Its collectives
// (Korthikanti 2022, section 4.2.2): with sequence parallelism an all-gather before the pair and a
// reduce-scatter after it, in the backward pass the mirror image and the input gathered again for
// the weight gradient; without it, an all-reduce after the pair and one on its input gradient.
struct TensorPair {
    OperatorTime column;
    OperatorTime row;
};

// Visible communication and the compute time lost beside hidden one, in both passes.
struct TensorTime {
    Seconds forward;
    Seconds backward;
    Seconds contention_forward;
    Seconds contention_backward;
};
TensorTime tensor_time(const TensorPair& pair, const Job& job, Journal* journal = nullptr);

}  // namespace foretoken::train
