// How much of a reduction shows that runs in buckets behind the last micro-batch?
#pragma once

#include <cmath>

#include <foretoken/quantity.hpp>

#include "train/traced.hpp"

namespace foretoken::train {

// The model chunks of a rank finish their last backward pass one after the other. Each is cut into
// `buckets` equal pieces, and a piece is sent when its share of the pass is over. Between two
// chunks a pipeline works on other micro-batches. A gather before the first forward passes is the
// same backwards in time.
template <class W = Seconds>
struct Buckets {
    double chunks = 1.0;   // model chunks of a rank (vpp)
    double buckets = 1.0;  // of one chunk
    W one{};               // sending one bucket
    Seconds pass{};        // of one micro-batch through one chunk
    Seconds between{};     // from the end of one chunk's last pass to the beginning of the next's
};

// What is left when the last pass is over, and the compute time lost beside what was hidden. Exact
// for one chunk; with several, what one leaves over goes before the next one's
// (docs/models/data-parallel.md, Eq. 2 and 3).
template <class W>
Shown<W> bucket_time(const Buckets<W>& b, const schedule::Overlap& overlap,
                     const Provenance& slowing = {}) {
    Shown<W> sum{};
    W left{};  // to send when a chunk's last pass begins, then when it is over
    const auto chunks = std::llround(b.chunks);
    for (long long chunk = 0; chunk < chunks; ++chunk) {
        // Until the first bucket is full there is only what earlier chunks left.
        const auto first =
            shown({b.pass / b.buckets, "the pass up to the first bucket"}, left, overlap, slowing);
        const auto rest =
            shown({b.pass * ((b.buckets - 1.0) / b.buckets), "the rest of the pass"},
                  named(first.exposed + times(b.buckets - 1.0, b.one, "buckets but the last"),
                        "earlier", "all buckets but the last"),
                  overlap, slowing);
        const W over = named(rest.exposed + named(b.one, "last", "the last bucket"), "over",
                             "when the chunk's pass is over");
        sum.contention = sum.contention + first.contention + rest.contention;
        if (chunk + 1 == chunks) {
            sum.exposed = over;
            break;
        }
        const auto meanwhile =
            shown({b.between, "other micro-batches between two chunks"}, over, overlap, slowing);
        sum.contention = sum.contention + meanwhile.contention;
        left = meanwhile.exposed;
    }
    return sum;
}

}  // namespace foretoken::train
