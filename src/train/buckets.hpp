// How much of a reduction shows that runs in buckets behind the last micro-batch?
#pragma once

#include <foretoken/quantity.hpp>

#include "schedule/overlap.hpp"

namespace foretoken::train {

// The model chunks of a rank finish their last backward pass one after the other. Each is cut into
// `buckets` equal pieces, and a piece is sent when its share of the pass is over. Between two
// chunks a pipeline works on other micro-batches. A gather before the first forward passes is the
// same backwards in time.
struct Buckets {
    double chunks = 1.0;   // model chunks of a rank (vpp)
    double buckets = 1.0;  // of one chunk
    Seconds one{};         // sending one bucket
    Seconds pass{};        // of one micro-batch through one chunk
    Seconds between{};     // from the end of one chunk's last pass to the beginning of the next's
};

// What is left when the last pass is over, and the compute time lost beside what was hidden. Exact
// for one chunk; with several, what one leaves over goes before the next one's.
schedule::Visible bucket_time(const Buckets& b, const schedule::Overlap& overlap);

}  // namespace foretoken::train
