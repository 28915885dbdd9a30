// Of which products and passes does attention consist, and in which blocks does it run?
#pragma once

#include <array>
#include <cstdint>

#include <foretoken/accelerator.hpp>

#include "kernel/attention.hpp"
#include "kernel/gemm.hpp"

namespace foretoken::kernel {

// Backward multiplies five matrices (S, dV, dP, dQ, dK) where forward multiplies two.
inline constexpr double backward_flops = 2.5;
// Backward reads Q, K, V, O, dO and writes dQ, dK, dV; forward reads Q, K, V and writes O.
inline constexpr double backward_bytes = 2.0;
// Queries that one thread block of the flash kernels works on, and keys that it takes at a time.
inline constexpr std::int64_t query_block = 128;
inline constexpr double key_block = 128;

bool has_work(const Attention& attention);

// Attention runs in 16 bit or wider, also between products in narrow formats.
Format format_of(const Attention& attention, const Accelerator& accelerator);

// Head sizes that the flash kernels are compiled for; others are padded to the next.
double padded(std::int64_t dim);

// The last block of queries, whose walk along the keys is the longest.
Attention last_block(const Attention& attention);

// Ragged edges of the keys that a block of queries sees: causal, window.
int ragged_edges(const Attention& attention);

// Unfused attention: the batched products between scores and vectors, head by head.
std::array<Gemm, 2> forward_products(const Attention& attention, Format format);
std::array<Gemm, 4> backward_products(const Attention& attention, Format format);

// Unfused attention: bytes per score that each kernel moves; 0 where there is no such kernel.
struct ScoreBytes {
    double softmax = 0.0;
    double mask = 0.0;
    double dropout = 0.0;
};
ScoreBytes forward_passes(const Attention& attention, Format format);
ScoreBytes backward_passes(const Attention& attention, Format format);

// Of all heads; a full square, causal or not.
double scores(const Attention& attention);

}  // namespace foretoken::kernel
