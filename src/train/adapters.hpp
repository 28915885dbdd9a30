// What do frozen weights save of a product's time, and what do adapters beside it cost?
#pragma once

#include "model/operators.hpp"
#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/operator_time.hpp"

namespace foretoken::train {

// One micro-batch through the adapters of one product: y += B (A x), and backwards four thin
// products and a sum into the input's gradient.
struct AdapterTime {
    Seconds forward;
    Seconds backward;
    double kernels = 0.0;  // launched in a forward pass
};
AdapterTime adapter_time(const model::Operator& op, const Job& job, Journal* journal = nullptr);

// A frozen product has no weight gradient. One whose weight rests in a narrow format is widened
// before each of its products (QLoRA).
void freeze(const model::Operator& op, const Job& job, OperatorTime& time,
            Journal* journal = nullptr);

}  // namespace foretoken::train
