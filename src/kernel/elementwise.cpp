// How long does an operator take that only moves bytes?
#include "kernel/elementwise.hpp"

namespace foretoken::kernel {

double stream_fraction(Stream kind, const KernelCalibration& kernels) {
    switch (kind) {
        case Stream::elementwise: return kernels.stream_fraction;
        case Stream::norm: return kernels.norm_fraction;
        case Stream::softmax: return kernels.softmax_fraction;
    }
    return kernels.stream_fraction;
}

Seconds stream_time(Bytes moved, Stream kind, const Accelerator& accelerator,
                    const KernelCalibration& kernels) {
    if (moved.value <= 0.0) {
        return {};
    }
    const Bandwidth reached = accelerator.memory_bandwidth.value * stream_fraction(kind, kernels);
    return kernels.stream_launch + moved / reached;
}

}  // namespace foretoken::kernel
