// Of which products and passes does attention consist, and in which blocks does it run?
#include "kernel/attention_parts.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/constants.hpp"

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

}  // namespace foretoken::kernel
