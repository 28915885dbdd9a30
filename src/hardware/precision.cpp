// Which number format do the large products of a training step run in?
#include "hardware/precision.hpp"

#include <string>

namespace foretoken::hardware {
namespace {

const char* format_name(Format format) {
    switch (format) {
        case Format::fp32: return "fp32";
        case Format::tf32: return "tf32";
        case Format::fp16: return "fp16";
        case Format::bf16: return "bf16";
        case Format::fp8: return "fp8";
        case Format::fp4: return "nvfp4";
        case Format::int8: return "int8";
    }
    return "";
}

}  // namespace

Format product_format(Precision precision) {
    switch (precision) {
        case Precision::fp32: return Format::fp32;
        case Precision::tf32: return Format::tf32;
        case Precision::fp16: return Format::fp16;
        case Precision::bf16: return Format::bf16;
        case Precision::fp8:
        case Precision::fp8_block:
        case Precision::mxfp8: return Format::fp8;
        case Precision::nvfp4: return Format::fp4;
    }
    return Format::bf16;
}

Format activation_format(Precision precision) {
    switch (precision) {
        case Precision::fp32:
        case Precision::tf32: return Format::fp32;
        case Precision::fp16: return Format::fp16;
        case Precision::bf16:
        case Precision::fp8:
        case Precision::fp8_block:
        case Precision::mxfp8:
        case Precision::nvfp4: return Format::bf16;
    }
    return Format::bf16;
}

double cast_bytes_per_element(Precision precision) {
    switch (precision) {
        case Precision::fp32:
        case Precision::tf32:
        case Precision::fp16:
        case Precision::bf16: return 0.0;
        case Precision::fp8: return 2.0 + 1.0 + 1.0;              // read, write, write transposed
        case Precision::fp8_block: return 2.0 * 2.0 + 1.0 + 1.0;  // maxima first, then the same
        case Precision::mxfp8: return 2.0 + 1.0 + 1.0 + 2.0 / 32.0;
        case Precision::nvfp4: return 2.0 * 2.0 + 0.5 + 0.5 + 2.0 / 16.0;  // tensor maximum first
    }
    return 0.0;
}

Outcome check_precision(Precision precision, const Accelerator& accelerator) {
    const Format wanted = product_format(precision);
    if (accelerator.supports(wanted)) {
        return Done{};
    }
    std::string known;
    for (std::size_t i = 0; i < format_count; ++i) {
        if (accelerator.peak[i].value.value > 0.0) {
            known += (known.empty() ? "" : ", ") + std::string(format_name(static_cast<Format>(i)));
        }
    }
    return Error{.kind = Error::Kind::bad_input,
                 .where = "workload.precision",
                 .message = accelerator.name + " has no matrix engine for " + format_name(wanted),
                 .hint = known.empty() ? "this accelerator lists no formats" : "it has " + known};
}

}  // namespace foretoken::hardware
