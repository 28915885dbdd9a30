// Which tiling of a matrix product is the fastest, and how long does it take?
//
// Eq. 1 to 5 of docs/models/gemm.md, for kernels of one product, a batch or a group.
#pragma once

#include <foretoken/calibration.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken::kernel {

// C[m, n] = A[m, k] B[k, n], `batch` times over.
struct Product {
    double m = 0.0;
    double n = 0.0;
    double k = 0.0;
    double batch = 1.0;
    double operand_bytes = 2.0;  // per element
    double result_bytes = 2.0;
};

// What one processor, and the memory behind all of them, do per second.
struct Rates {
    double processors = 1.0;
    double flops = 0.0;   // of one processor
    double memory = 0.0;  // bytes
    double panel = 0.0;   // bytes of an operand that stay in cache between waves
};

// Time beyond the launch of the fastest tiling and split of k. All sizes are positive.
Seconds tiled_time(const Product& product, const Rates& rates, const GemmConstants& constants);

// Which one that is: the tiles of the result, and the parts of k.
struct Tiling {
    double rows = 0.0;
    double columns = 0.0;
    double splits = 1.0;
};
Tiling fastest_tiling(const Product& product, const Rates& rates, const GemmConstants& constants);

// Largest of the tiles, and what the main loop reads of an operand row in one step.
inline constexpr double largest_rows = 256.0;
inline constexpr double largest_columns = 128.0;
inline constexpr double k_step_bytes = 128.0;

}  // namespace foretoken::kernel
