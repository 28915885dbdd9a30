// How long does softmax(Q K^T) V take, forwards and backwards?
#include "kernel/attention.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/attention_parts.hpp"
#include "kernel/constants.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"

namespace foretoken::kernel {
namespace {

double blocks_of(std::int64_t queries) {
    return std::ceil(static_cast<double>(queries) / static_cast<double>(query_block));
}

double bytes_of_tensors(const Attention& a, Format format) {
    const auto tokens_q = static_cast<double>(a.queries * a.heads);
    const auto tokens_kv = static_cast<double>(a.keys * a.kv_heads);
    const auto dims = static_cast<double>(a.qk_dim + a.v_dim);
    return bytes_per_element(format) * static_cast<double>(a.batch) * dims * (tokens_q + tokens_kv);
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
    return constants.half_length + 0.5 * key_block * ragged_edges(a);
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
    const double compute =
        key * std::max(waves * (mean_keys(a) + more), mean_keys(last_block(a)) + more);
    const double memory = bytes * bytes_of_tensors(a, format) /
                          (accelerator.memory_bandwidth.value.value * kernels.stream_fraction);
    return constants.launch + Seconds{std::hypot(compute, memory)};
}

// A kernel that moves `bytes` per score; none without.
Seconds score_pass(const Attention& a, double bytes, const Accelerator& accelerator,
                   const KernelCalibration& kernels) {
    return stream_time(Bytes{scores(a) * bytes}, Stream::softmax, accelerator, kernels);
}

template <class Products>
Seconds unfused(const Attention& a, const Products& products, const ScoreBytes& passes,
                const Accelerator& accelerator, const KernelCalibration& kernels, Load load) {
    Seconds time;
    for (const Gemm& gemm : products) {
        time += gemm_time(gemm, accelerator, kernels, load);
    }
    for (const double bytes : {passes.softmax, passes.mask, passes.dropout}) {
        time += score_pass(a, bytes, accelerator, kernels);
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
    if (!has_work(attention)) {
        return {};
    }
    if (attention.kernel == AttentionKernel::unfused) {
        const Format format = format_of(attention, accelerator);
        return unfused(attention, forward_products(attention, format),
                       forward_passes(attention, format), accelerator, kernels, load);
    }
    return flash(attention, accelerator, kernels, load, 1.0, 1.0);
}

Seconds attention_backward(const Attention& attention, const Accelerator& accelerator,
                           const KernelCalibration& kernels, Load load) {
    if (!has_work(attention)) {
        return {};
    }
    if (attention.kernel == AttentionKernel::unfused) {
        const Format format = format_of(attention, accelerator);
        return unfused(attention, backward_products(attention, format),
                       backward_passes(attention, format), accelerator, kernels, load);
    }
    const double slower = attention_constants(attention.kernel, kernels).backward_rate;
    return flash(attention, accelerator, kernels, load, backward_flops / slower, backward_bytes);
}

}  // namespace foretoken::kernel
