// How long does softmax(Q K^T) V take, forwards and backwards?
#include "kernel/attention.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/constants.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"

namespace foretoken::kernel {
namespace {

// Backward multiplies five matrices (S, dV, dP, dQ, dK) where forward multiplies two.
constexpr double backward_flops = 2.5;
// Backward reads Q, K, V, O, dO and writes dQ, dK, dV; forward reads Q, K, V and writes O.
constexpr double backward_bytes = 2.0;
// Queries that one thread block of the flash kernels works on, and keys that it takes at a time.
constexpr std::int64_t query_block = 128;
constexpr double key_block = 128;

double blocks_of(std::int64_t queries) {
    return std::ceil(static_cast<double>(queries) / static_cast<double>(query_block));
}

// Keys that the last block of queries sees: the longest walk.
double last_block_keys(const Attention& a) {
    Attention last = a;
    last.queries = std::min<std::int64_t>(a.queries, query_block);
    return mean_keys(last);
}

bool empty(const Attention& a) {
    return a.batch <= 0 || a.heads <= 0 || a.queries <= 0 || a.keys <= 0;
}

// Attention runs in 16 bit or wider, also between products in narrow formats.
Format format_of(const Attention& a, const Accelerator& accelerator) {
    const bool narrow = bytes_per_element(a.format) < 2.0;
    return executed_as(narrow ? Format::bf16 : a.format, accelerator);
}

double bytes_of_tensors(const Attention& a, Format format) {
    const auto tokens_q = static_cast<double>(a.queries * a.heads);
    const auto tokens_kv = static_cast<double>(a.keys * a.kv_heads);
    const auto dims = static_cast<double>(a.qk_dim + a.v_dim);
    return bytes_per_element(format) * static_cast<double>(a.batch) * dims * (tokens_q + tokens_kv);
}

// Head sizes that the flash kernels are compiled for; others are padded to the next.
double padded(std::int64_t dim) {
    constexpr std::array<double, 6> compiled{32, 64, 96, 128, 192, 256};
    const auto wanted = static_cast<double>(dim);
    const auto fits = std::lower_bound(compiled.begin(), compiled.end(), wanted);
    return fits == compiled.end() ? 64.0 * std::ceil(wanted / 64.0) : *fits;
}

// Eq. 2 of docs/models/attention.md: one processor's seconds per query and key.
double score_time(const Attention& a, const Accelerator& accelerator,
                  const AttentionConstants& constants, double rate) {
    const double products = 2.0 * (padded(a.qk_dim) + padded(a.v_dim)) / rate;
    const double scores = accelerator.clock.value.value * constants.scores_per_clock;
    return scores > 0.0 ? products + 1.0 / scores : products;
}

// Keys that a block of queries walks along beyond those that it sees: half a block of keys at each
// ragged edge, and the ends of the walk.
double extra_keys(const Attention& a, const AttentionConstants& constants) {
    const int edges = (a.causal ? 1 : 0) + (a.window > 0 && a.window < a.keys ? 1 : 0);
    return constants.half_length + 0.5 * key_block * edges;
}

// Eq. 3 and 4, times the passes that the direction makes.
Seconds flash(const Attention& a, const Accelerator& accelerator, const KernelCalibration& kernels,
              Load load, double flops, double bytes) {
    const Format format = format_of(a, accelerator);
    const auto& constants = attention_constants(a.kernel, kernels);
    const double clock = load == Load::sustained ? gemm_constants(format, kernels).sustained : 1.0;
    const auto processors =
        static_cast<double>(std::max<std::int64_t>(1, accelerator.processors.value));
    const double rate =
        clock * constants.peak_fraction * accelerator.peak_of(format).value / processors;
    const double key =
        flops * static_cast<double>(query_block) * score_time(a, accelerator, constants, rate);

    const auto heads = static_cast<double>(a.batch * a.heads);
    const double waves = std::ceil(heads * blocks_of(a.queries) / processors);
    const double more = extra_keys(a, constants);
    const double compute = key * std::max(waves * (mean_keys(a) + more), last_block_keys(a) + more);
    const double memory = bytes * bytes_of_tensors(a, format) /
                          (accelerator.memory_bandwidth.value.value * kernels.stream_fraction);
    return constants.launch + Seconds{std::hypot(compute, memory)};
}

// One of the batched products between scores and vectors, head by head.
Seconds product(const Attention& a, std::int64_t m, std::int64_t n, std::int64_t k,
                const Accelerator& accelerator, const KernelCalibration& kernels, Load load) {
    const Gemm gemm{
        .m = m, .n = n, .k = k, .format = format_of(a, accelerator), .batch = a.batch * a.heads};
    return gemm_time(gemm, accelerator, kernels, load);
}

// A kernel that moves `bytes` per score; the scores are a full square, causal or not.
Seconds score_pass(const Attention& a, double bytes, const Accelerator& accelerator,
                   const KernelCalibration& kernels) {
    const auto scores = static_cast<double>(a.batch * a.heads) * static_cast<double>(a.queries) *
                        static_cast<double>(a.keys);
    return stream_time(Bytes{scores * bytes}, Stream::softmax, accelerator, kernels);
}

// Read and write of the scores once, in bytes per score.
double touch(const Attention& a, const Accelerator& accelerator) {
    return 2.0 * bytes_per_element(format_of(a, accelerator));
}

Seconds unfused_forward(const Attention& a, const Accelerator& accelerator,
                        const KernelCalibration& kernels, Load load) {
    const double pass = touch(a, accelerator);
    Seconds time = product(a, a.queries, a.keys, a.qk_dim, accelerator, kernels, load) +
                   product(a, a.queries, a.v_dim, a.keys, accelerator, kernels, load) +
                   score_pass(a, pass, accelerator, kernels);
    if (!a.fused_softmax) {  // the scale is folded into the product; the mask is a kernel
        time += score_pass(a, pass, accelerator, kernels);
    }
    if (a.dropout) {  // writes a byte of mask beside the scores
        time += score_pass(a, pass + 1.0, accelerator, kernels);
    }
    return time;
}

Seconds unfused_backward(const Attention& a, const Accelerator& accelerator,
                         const KernelCalibration& kernels, Load load) {
    const double pass = touch(a, accelerator);
    Seconds time = product(a, a.keys, a.v_dim, a.queries, accelerator, kernels, load) +
                   product(a, a.queries, a.keys, a.v_dim, accelerator, kernels, load) +
                   product(a, a.queries, a.qk_dim, a.keys, accelerator, kernels, load) +
                   product(a, a.keys, a.qk_dim, a.queries, accelerator, kernels, load) +
                   score_pass(a, 1.5 * pass, accelerator, kernels);  // reads dP and P, writes dS
    if (!a.fused_softmax) {
        time += score_pass(a, pass, accelerator, kernels);
    }
    if (a.dropout) {
        time += score_pass(a, pass + 1.0, accelerator, kernels);
    }
    return time;
}

}  // namespace

double mean_keys(const Attention& a) {
    const auto keys = static_cast<double>(a.keys);
    const auto queries = static_cast<double>(a.queries);
    const double window = a.window > 0 ? static_cast<double>(a.window) : keys;
    if (!a.causal) {
        return std::min(keys, window);
    }
    // Query i of 1..q sees min(keys - q + i, window) keys: an arithmetic series up to the window.
    const double first = keys - queries + 1.0;
    const double growing = std::clamp(window - first + 1.0, 0.0, queries);
    const double series = growing * (first + first + growing - 1.0) / 2.0;
    return (series + (queries - growing) * std::min(window, keys)) / queries;
}

Seconds attention_forward(const Attention& attention, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load) {
    if (empty(attention)) {
        return {};
    }
    if (attention.kernel == AttentionKernel::unfused) {
        return unfused_forward(attention, accelerator, kernels, load);
    }
    return flash(attention, accelerator, kernels, load, 1.0, 1.0);
}

Seconds attention_backward(const Attention& attention, const Accelerator& accelerator,
                           const KernelCalibration& kernels, Load load) {
    if (empty(attention)) {
        return {};
    }
    if (attention.kernel == AttentionKernel::unfused) {
        return unfused_backward(attention, accelerator, kernels, load);
    }
    const double slower = attention_constants(attention.kernel, kernels).backward_rate;
    return flash(attention, accelerator, kernels, load, backward_flops / slower, backward_bytes);
}

}  // namespace foretoken::kernel
