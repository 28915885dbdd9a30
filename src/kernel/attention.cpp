// How long does softmax(Q K^T) V take, forwards and backwards?
#include "kernel/attention.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/attention_parts.hpp"
#include "kernel/constants.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"

namespace foretoken::kernel {
namespace {

Gemm product(const Attention& a, Format format, std::int64_t m, std::int64_t n, std::int64_t k) {
    return {.m = m, .n = n, .k = k, .format = format, .batch = a.batch * a.heads};
}

// A kernel reads and writes every score; dropout also writes a byte of mask beside it.
ScoreBytes passes(const Attention& a, double softmax, double touch) {
    return {.softmax = softmax,
            .mask = a.fused_softmax ? 0.0 : touch,  // the scale is folded into the product
            .dropout = a.dropout ? touch + 1.0 : 0.0};
}

double touch(Format format) {
    return 2.0 * bytes_per_element(format);
}

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

bool has_work(const Attention& a) {
    return a.batch > 0 && a.heads > 0 && a.queries > 0 && a.keys > 0;
}

Format format_of(const Attention& a, const Accelerator& accelerator) {
    const bool narrow = bytes_per_element(a.format) < 2.0;
    return executed_as(narrow ? Format::bf16 : a.format, accelerator);
}

double padded(std::int64_t dim) {
    constexpr std::array<double, 6> compiled{32, 64, 96, 128, 192, 256};
    const auto wanted = static_cast<double>(dim);
    const auto fits = std::lower_bound(compiled.begin(), compiled.end(), wanted);
    return fits == compiled.end() ? 64.0 * std::ceil(wanted / 64.0) : *fits;
}

Attention last_block(const Attention& a) {
    Attention last = a;
    last.queries = std::min<std::int64_t>(a.queries, query_block);
    return last;
}

int ragged_edges(const Attention& a) {
    return (a.causal ? 1 : 0) + (a.window > 0 && a.window < a.keys ? 1 : 0);
}

std::array<Gemm, 2> forward_products(const Attention& a, Format format) {
    return {product(a, format, a.queries, a.keys, a.qk_dim),
            product(a, format, a.queries, a.v_dim, a.keys)};
}

std::array<Gemm, 4> backward_products(const Attention& a, Format format) {
    return {product(a, format, a.keys, a.v_dim, a.queries),
            product(a, format, a.queries, a.keys, a.v_dim),
            product(a, format, a.queries, a.qk_dim, a.keys),
            product(a, format, a.keys, a.qk_dim, a.queries)};
}

ScoreBytes forward_passes(const Attention& a, Format format) {
    return passes(a, touch(format), touch(format));
}

ScoreBytes backward_passes(const Attention& a, Format format) {
    return passes(a, 1.5 * touch(format), touch(format));  // reads dP and P, writes dS
}

double scores(const Attention& a) {
    return static_cast<double>(a.batch * a.heads) * static_cast<double>(a.queries) *
           static_cast<double>(a.keys);
}

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
