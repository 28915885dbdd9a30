// Which round numbers do the kernel tests compute with?
#pragma once

#include <cstddef>

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/software.hpp>

namespace foretoken::kernel {

// 100 TFLOP/s in 16 bit, 200 in 8 bit, 10 in 32 bit; 1 TB/s; 100 processors; 40 MB of cache.
inline Accelerator test_chip() {
    Accelerator chip;
    chip.peak[static_cast<std::size_t>(Format::fp32)].value = {10e12};
    chip.peak[static_cast<std::size_t>(Format::fp16)].value = {100e12};
    chip.peak[static_cast<std::size_t>(Format::bf16)].value = {100e12};
    chip.peak[static_cast<std::size_t>(Format::fp8)].value = {200e12};
    chip.memory_bandwidth.value = {1e12};
    chip.processors.value = 100;
    chip.cache.value = {40e6};
    return chip;
}

// 80 % of the peak, 50 % of the bandwidth, no floors; attention at 60 % of the peak.
inline KernelCalibration test_kernels() {
    KernelCalibration kernels;
    auto& bf16 = kernels.gemm[static_cast<std::size_t>(Format::bf16)];
    bf16.peak_fraction = 0.8;
    bf16.memory_fraction = 0.5;
    auto& flash2 = kernels.attention[static_cast<std::size_t>(AttentionKernel::flash2)];
    flash2.peak_fraction = 0.6;
    flash2.backward_rate = 0.5;
    kernels.unaligned_fraction = 0.5;
    kernels.stream_fraction = 1.0;
    kernels.norm_fraction = 0.5;
    kernels.softmax_fraction = 0.25;
    kernels.stream_launch = {};
    return kernels;
}

}  // namespace foretoken::kernel
