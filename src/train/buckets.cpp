// How much of a reduction shows that runs in buckets behind the last micro-batch?
#include "train/buckets.hpp"

#include <cmath>

namespace foretoken::train {

schedule::Visible bucket_time(const Buckets& b, const schedule::Overlap& overlap) {
    schedule::Visible sum;
    Seconds left;  // to send when a chunk's last pass begins, then when it is over
    const auto chunks = std::llround(b.chunks);
    for (long long chunk = 0; chunk < chunks; ++chunk) {
        // Until the first bucket is full there is only what earlier chunks left.
        const auto first = schedule::visible(b.pass / b.buckets, left, overlap);
        const auto rest = schedule::visible(b.pass * ((b.buckets - 1.0) / b.buckets),
                                            first.exposed + (b.buckets - 1.0) * b.one, overlap);
        const Seconds over = rest.exposed + b.one;
        sum.contention += first.contention + rest.contention;
        if (chunk + 1 == chunks) {
            sum.exposed = over;
            break;
        }
        const auto meanwhile = schedule::visible(b.between, over, overlap);
        sum.contention += meanwhile.contention;
        left = meanwhile.exposed;
    }
    return sum;
}

}  // namespace foretoken::train
