// What does one rank spend its time on, within a layer or a stage?
#pragma once

#include <array>
#include <cstddef>

#include <foretoken/quantity.hpp>

namespace foretoken::train {

// The kinds of time that add up along a layer. Communication counts only as far as it is visible.
enum class Part {
    linear,       // products with dense weights
    attention,    // the attention core
    experts,      // grouped products of a mixture
    elementwise,  // norms, activations, residuals, rotary, routing, permutation
    adapters,     // thin products beside frozen weights (LoRA)
    cast,         // bringing inputs of products into a narrow format
    output,       // embedding, logits, loss
    recompute,    // forward work repeated in the backward pass
    contention,   // compute slowed by collectives beside it
    host,         // accelerator idle because launches come too slowly
    tensor,       // tensor-parallel collectives
    context,      // context-parallel exchange of keys and values
    expert,       // dispatch to experts and back
    offload,      // what layers keep, on its way to the host's memory and back
};
inline constexpr std::size_t part_count = 14;

struct Parts {
    std::array<Seconds, part_count> time{};

    Seconds& operator[](Part part) { return time[static_cast<std::size_t>(part)]; }
    Seconds operator[](Part part) const { return time[static_cast<std::size_t>(part)]; }
    Parts& operator+=(const Parts& other) {
        for (std::size_t i = 0; i < part_count; ++i) {
            time[i] += other.time[i];
        }
        return *this;
    }
    friend Parts operator*(double times, Parts parts) {
        for (Seconds& t : parts.time) {
            t = times * t;
        }
        return parts;
    }
    Seconds total() const {
        Seconds sum;
        for (const Seconds t : time) {
            sum += t;
        }
        return sum;
    }
    // What keeps the accelerator itself busy, communication aside.
    Seconds compute() const {
        return total() - (*this)[Part::host] - (*this)[Part::tensor] - (*this)[Part::context] -
               (*this)[Part::expert] - (*this)[Part::offload];
    }
};

// A forward and a backward pass over the same layers.
struct Passes {
    Parts forward;
    Parts backward;  // recomputation included
    Seconds weight;  // of the backward pass: gradients of weights, which nothing waits for
    // What the host takes to launch each pass: two side by side cannot undercut it.
    Seconds launch_forward;
    Seconds launch_backward;

    Passes& operator+=(const Passes& other) {
        forward += other.forward;
        backward += other.backward;
        weight += other.weight;
        launch_forward += other.launch_forward;
        launch_backward += other.launch_backward;
        return *this;
    }
    friend Passes operator*(double times, const Passes& p) {
        return {.forward = times * p.forward,
                .backward = times * p.backward,
                .weight = times * p.weight,
                .launch_forward = times * p.launch_forward,
                .launch_backward = times * p.launch_backward};
    }
};

}  // namespace foretoken::train
