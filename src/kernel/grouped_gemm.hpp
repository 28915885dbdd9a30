// How long do the products of many experts take on one accelerator?
//
// docs/models/experts.md, "Products".
#pragma once

#include "kernel/gemm.hpp"

namespace foretoken::kernel {

// `groups` products that share n and k but no operands: the experts of a mixture.
struct GroupedGemm {
    std::int64_t groups = 0;
    double rows = 0.0;  // of A per group, on average
    std::int64_t n = 0;
    std::int64_t k = 0;
    Format format = Format::bf16;
    Scaling scaling = Scaling::tensor;
    bool separate = false;  // a kernel per group, on a few streams, instead of one for all
};

// Each group rounds its rows up to whole tiles; the tiles of all groups fill the same waves, or of
// as many groups as run side by side. Zero without work.
Seconds grouped_gemm_time(const GroupedGemm& gemm, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load = Load::sustained);

// Rows of a group as its kernels see them: rounded up to what narrow formats ask for.
double padded_rows(double rows, Format format, Scaling scaling);

}  // namespace foretoken::kernel
