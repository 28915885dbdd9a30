// How long does one matrix product take on one accelerator?
#include "kernel/gemm.hpp"

#include "kernel/constants.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

const GemmConstants& constants_for(Format format, Scaling scaling,
                                   const KernelCalibration& kernels) {
    const bool block = format == Format::fp8 && scaling == Scaling::block;
    return block && kernels.fp8_block.peak_fraction > 0.0 ? kernels.fp8_block
                                                          : gemm_constants(format, kernels);
}

Seconds gemm_time(const Gemm& gemm, const Accelerator& accelerator,
                  const KernelCalibration& kernels, Load load) {
    if (!has_work(gemm)) {
        return {};
    }
    const GemmWork work = work_of(gemm, accelerator, kernels, load);
    return work.constants.launch + fastest_tiling(work.product, work.rates, work.constants).time;
}

}  // namespace foretoken::kernel
