// How long does one operator of a layer take on one rank?
#pragma once

#include "model/operators.hpp"
#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Device time of an operator in one pass of one micro-batch. A product's backward pass is two
// products: the gradients of its input and of its weight.
struct OperatorTime {
    Part part = Part::elementwise;
    Seconds forward;
    Seconds backward;
    Seconds input_gradient;  // of a product: what can hide a collective on its input
    Seconds weight_gradient;
    Seconds cast_forward;  // into a narrow format
    Seconds cast_backward;
};
OperatorTime operator_time(const model::Operator& op, bool windowed, const Job& job);

}  // namespace foretoken::train
