// How much of gathering and scattering whole layers shows?
#pragma once

#include <algorithm>

#include <foretoken/quantity.hpp>

#include "train/traced.hpp"

namespace foretoken::train {

// One micro-batch of fully sharded data parallelism: `layers` equal units, and a root unit with the
// embedding, the output and what else no layer holds.
template <class W = Seconds>
struct ShardedPass {
    double layers = 1.0;
    Seconds forward;  // of one layer
    Seconds backward;
    Seconds head_forward;  // of the root, after the layers; before them on the way back
    Seconds head_backward;
    W gather;   // of one layer's weights
    W scatter;  // of one layer's gradients, and their sum over replicas
    W root_gather;
    W root_scatter;
    bool gathers_again = true;  // for the backward pass (ZeRO 3), or keeps weights (ZeRO 2)
    bool scatters = true;       // false: gradients wait, whole, for a later micro-batch
};

// Visible time of one micro-batch and the compute time lost beside hidden collectives.
template <class W = Seconds>
struct ShardedTime {
    W parameters;
    W gradients;
    W contention;
};

// One collective at a time, in the order in which the host asks for them (arXiv 2304.11277, section
// 3.3): weights one layer ahead of the compute, on the way back before the gradients of the layer
// in work. The root's weights stay from the forward to the backward pass. Closed form, exact for
// equal layers (docs/models/data-parallel.md, Eq. 5).
template <class W>
ShardedTime<W> sharded_time(const ShardedPass<W>& p, const schedule::Overlap& overlap,
                            const Provenance& slowing = {}) {
    ShardedTime<W> t{};
    const double inner = std::max(0.0, p.layers - 2.0);
    const double pairs = std::max(0.0, p.layers - 1.0);
    const auto beside = [&](double count, const Beside& compute, const W& communication, W& to) {
        const auto seen = shown(compute, communication, overlap, slowing);
        to = to + times(count, seen.exposed, "layers");
        t.contention = t.contention + times(count, seen.contention, "layers");
    };
    const Beside forward{p.forward, "a layer's forward pass"};
    const Beside backward{p.backward, "a layer's backward pass"};
    // Nothing runs while the root and the first layer arrive.
    t.parameters = p.root_gather + named(p.gather, "first", "the first layer's weights");
    beside(pairs, forward, named(p.gather, "ahead", "weights of the next layer"), t.parameters);

    const W again = p.gathers_again ? p.gather : W{};
    const W scatter = p.scatters ? p.scatter : W{};
    // The last layer arrives beside the output's backward pass, each other one beside the layer
    // after it, which also has the gradients before its own to send: R, G | R, G | ... | R.
    beside(1.0, {p.head_backward, "the output's backward pass"},
           named(again, "last_again", "the last layer's weights again"), t.parameters);
    if (pairs > 0.0) {
        beside(1.0, backward, named(again, "next_again", "weights of the layer before, again"),
               t.parameters);
        beside(inner, backward, named(again + scatter, "both", "weights and gradients"),
               t.gradients);
        beside(1.0, backward, named(scatter, "second", "gradients of the second layer"),
               t.gradients);
    }
    t.gradients = t.gradients + named(scatter, "end", "the first layer's gradients") +
                  (p.scatters ? p.root_scatter : W{});
    return t;
}

}  // namespace foretoken::train
