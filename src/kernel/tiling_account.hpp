// What is the time of the fastest tiling of a product made of?
#pragma once

#include <string>

#include <foretoken/calibration.hpp>

#include "base/ledger.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/load.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

// How a product runs.
struct Execution {
    Format format = Format::bf16;
    Rows rows = Rows::aligned;
    Load load = Load::sustained;
};

// "gemm.bf16": where constants stand in their file.
std::string row_of(const GemmConstants& constants, const KernelCalibration& kernels);

// Notes the constants of a row of `kernels` by their names there.
void note_constants(account::Ledger& ledger, const GemmConstants& constants,
                    const KernelCalibration& kernels);

// Notes processors, processor_rate, memory_bandwidth, cache and the bytes of elements. The ledger
// knows the constants.
void note_chip(account::Ledger& ledger, const Execution& execution, const Accelerator& accelerator,
               const KernelCalibration& kernels);

// Notes "compute" and "memory", and returns the formula of all the time beyond the launch. The
// ledger knows m, n, k, batch, the constants and the chip.
std::string note_tiling(account::Ledger& ledger, const Product& product, const Rates& rates,
                        const GemmConstants& constants);

}  // namespace foretoken::kernel
