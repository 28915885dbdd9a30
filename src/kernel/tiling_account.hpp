// What is the time of the fastest tiling of a product made of?
#pragma once

#include <string>

#include <foretoken/calibration.hpp>

#include "base/ledger.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

// Notes "compute" and "memory", and with a split k "split", and returns the formula of all the time
// beyond the launch. The ledger knows m, n, k, batch, operand_bytes, result_bytes, processors,
// processor_rate, memory_bandwidth, cache, and the constants by their names in the row.
std::string note_tiling(account::Ledger& ledger, const Product& product, const Rates& rates,
                        const GemmConstants& constants);

// The constants that a tiling needs, by their names in the row `key`: "gemm.bf16".
void note_constants(account::Ledger& ledger, const GemmConstants& constants,
                    const KernelCalibration& kernels, const std::string& key);

}  // namespace foretoken::kernel
