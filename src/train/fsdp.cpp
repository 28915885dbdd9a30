// How much of gathering and scattering whole layers shows?
#include "train/fsdp.hpp"

#include <algorithm>

namespace foretoken::train {

ShardedTime sharded_time(const ShardedPass& p, const schedule::Overlap& overlap) {
    ShardedTime t;
    const double inner = std::max(0.0, p.layers - 2.0);
    const double pairs = std::max(0.0, p.layers - 1.0);
    const auto beside = [&](double times, Seconds compute, Seconds communication, Seconds& to) {
        const auto seen = schedule::visible(compute, communication, overlap);
        to += times * seen.exposed;
        t.contention += times * seen.contention;
    };
    // Nothing runs while the root and the first layer arrive.
    t.parameters = p.root_gather + p.gather;
    beside(pairs, p.forward, p.gather, t.parameters);

    const Seconds again = p.gathers_again ? p.gather : Seconds{};
    const Seconds scatter = p.scatters ? p.scatter : Seconds{};
    // The last layer arrives beside the output's backward pass, each other one beside the layer
    // after it, which also has the gradients before its own to send: R, G | R, G | ... | R.
    beside(1.0, p.head_backward, again, t.parameters);
    if (pairs > 0.0) {
        beside(1.0, p.backward, again, t.parameters);
        beside(inner, p.backward, again + scatter, t.gradients);
        beside(1.0, p.backward, scatter, t.gradients);
    }
    t.gradients += scatter + (p.scatters ? p.root_scatter : Seconds{});
    return t;
}

}  // namespace foretoken::train
