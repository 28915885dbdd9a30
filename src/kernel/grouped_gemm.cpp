// How long do the products of many experts take on one accelerator?
#include "kernel/grouped_gemm.hpp"

#include <cmath>

#include "kernel/grouped_work.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

double padded_rows(double rows, Format format, Scaling scaling) {
    const double grid = row_grid(format, scaling);
    return grid > 0.0 ? std::ceil(rows / grid) * grid : rows;
}

Seconds grouped_gemm_time(const GroupedGemm& gemm, const Accelerator& accelerator,
                          const KernelCalibration& kernels, Load load) {
    if (!has_work(gemm)) {
        return {};
    }
    const GroupedWork work = work_of(gemm, accelerator, kernels, load);
    // Launches of one stream follow each other.
    return work.rounds *
           (work.constants.launch + fastest_tiling(work.product, work.rates, work.constants).time);
}

}  // namespace foretoken::kernel
