// Which calibrated row, and which peak, describe a number format on this accelerator?
#include "kernel/constants.hpp"

#include <array>
#include <cstddef>

namespace foretoken::kernel {
namespace {

// What to try when a format is missing, in this order; the format itself comes first.
using Ladder = std::array<Format, 5>;

constexpr Ladder ladder_of(Format format) {
    using enum Format;
    switch (format) {
        case fp32: return {fp32, fp32, fp32, fp32, fp32};
        case tf32: return {tf32, fp32, fp32, fp32, fp32};
        case fp16: return {fp16, bf16, tf32, fp32, fp32};
        case bf16: return {bf16, fp16, tf32, fp32, fp32};
        case fp8: return {fp8, bf16, fp16, tf32, fp32};
        case fp4: return {fp4, fp8, bf16, fp16, fp32};
        case int8: return {int8, bf16, fp16, tf32, fp32};
    }
    return {};
}

}  // namespace

Format executed_as(Format format, const Accelerator& accelerator) {
    for (const auto candidate : ladder_of(format)) {
        if (accelerator.supports(candidate)) {
            return candidate;
        }
    }
    return Format::fp32;
}

const GemmConstants& gemm_constants(Format format, const KernelCalibration& kernels) {
    const auto row = [&](Format f) -> const GemmConstants& {
        return kernels.gemm[static_cast<std::size_t>(f)];
    };
    for (const auto candidate : ladder_of(format)) {
        if (row(candidate).peak_fraction > 0.0) {
            return row(candidate);
        }
    }
    return row(row(Format::bf16).peak_fraction > 0.0 ? Format::bf16 : Format::fp16);
}

const AttentionConstants& attention_constants(AttentionKernel kernel,
                                              const KernelCalibration& kernels) {
    const auto wanted = static_cast<std::size_t>(kernel);
    for (auto i = wanted; i > 0; --i) {
        if (kernels.attention[i].peak_fraction > 0.0) {
            return kernels.attention[i];
        }
    }
    for (auto i = wanted + 1; i < kernels.attention.size(); ++i) {
        if (kernels.attention[i].peak_fraction > 0.0) {
            return kernels.attention[i];
        }
    }
    return kernels.attention[wanted];
}

}  // namespace foretoken::kernel
