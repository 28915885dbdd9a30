// What is the time of one operator of a layer made of?
#pragma once

#include "train/journal.hpp"
#include "train/operator_time.hpp"

namespace foretoken::train {

// Posts operator_time: both passes, and casts into a narrow format. Without `trained` the gradient
// of the operator's weight is left out.
void post_operator(const model::Operator& op, bool windowed, bool trained, const Job& job,
                   Journal& journal);

}  // namespace foretoken::train
