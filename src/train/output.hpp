// How long do the ends of the model take: embedding, logits, loss?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// One micro-batch through the input embedding: a gather of rows, and the scatter of their
// gradients.
Passes embedding_time(const Job& job, Journal* journal = nullptr);

// One micro-batch through the final norm, the logits product and the cross-entropy. Logits stay in
// 16 bit products whatever the format of the layers; the vocabulary is split over tensor ranks.
Passes output_time(const Job& job, Journal* journal = nullptr);

}  // namespace foretoken::train
