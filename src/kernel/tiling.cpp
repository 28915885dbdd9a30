// Which tiling of a matrix product is the fastest, and how long does it take?
#include "kernel/tiling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace foretoken::kernel {
namespace {

struct Tile {
    double rows;
    double columns;
};

// The tiles that cuBLAS and CUTLASS choose from, largest first.
constexpr std::array<Tile, 7> tiles{
    {{256, 128}, {128, 256}, {128, 128}, {64, 256}, {128, 64}, {64, 128}, {64, 64}}};
constexpr double largest_area = largest_rows * largest_columns;
constexpr double largest_perimeter = largest_rows + largest_columns;  // half of it
constexpr std::array<double, 5> splits{1, 2, 4, 8, 16};
constexpr double shortest_split = 128;  // elements of k below which splitting does not pay

double fourth(double x) {
    return (x * x) * (x * x);
}
double fourth_root(double x) {
    return std::sqrt(std::sqrt(x));
}

// Eq. 4: an operand beyond the cache is read once per patch of the result that the tiles in flight
// cover together.
double memory_bytes(const Product& p, const Rates& rates, double flying_area) {
    const double rows = std::min(p.m, std::sqrt(flying_area));
    const double columns = std::min(p.n, flying_area / rows);
    const double a = p.m * p.k * p.operand_bytes;
    const double b = p.k * p.n * p.operand_bytes;
    const double a_reads = a > rates.panel ? std::ceil(p.n / columns) : 1.0;
    const double b_reads = b > rates.panel ? std::ceil(p.m / rows) : 1.0;
    return p.batch * (a * a_reads + b * b_reads + p.m * p.n * p.result_bytes);
}

// Eq. 2: whole waves, less what stream-K spreads of the last one.
double waves(double count, double processors, double stream_k) {
    const double filled = count / processors;
    const double whole = std::ceil(filled);
    return whole - stream_k * (whole - std::max(1.0, filled));
}

// Eq. 3 and 5 for one tiling.
double tiling_time(const Product& p, const Rates& rates, const GemmConstants& constants, Tile tile,
                   double tile_count, double split) {
    const double k_step = k_step_bytes / p.operand_bytes;
    const double k = std::ceil(p.k / split / k_step) * k_step;
    const double area = tile.rows * tile.columns;
    const double paid = area + constants.tile_floor * (largest_area - area);
    const double ends = constants.wave.value * (tile.rows + tile.columns) / largest_perimeter;
    const double count = tile_count * split;
    const double compute =
        waves(count, rates.processors, constants.stream_k) * (2.0 * paid * k / rates.flops + ends);
    double bytes = memory_bytes(p, rates, std::min(count, rates.processors) * area / split);
    double apart = 0.0;
    if (split > 1.0) {
        bytes += 2.0 * 4.0 * split * p.batch * p.m * p.n;  // partial sums in 32 bit
        apart = constants.split.value;
    }
    return apart + fourth_root(fourth(compute) + fourth(bytes / rates.memory));
}

// Calls `visit` with every tile, split and time.
template <class Visit>
void each_tiling(const Product& product, const Rates& rates, const GemmConstants& constants,
                 const Visit& visit) {
    for (const auto& tile : tiles) {
        const double count =
            std::ceil(product.m / tile.rows) * std::ceil(product.n / tile.columns) * product.batch;
        for (const double split : splits) {
            const bool idle = count * split <= 2.0 * rates.processors;  // splitting fills the chip
            if (split > 1.0 && (!idle || product.k < split * shortest_split)) {
                break;
            }
            visit(tile, split, tiling_time(product, rates, constants, tile, count, split));
        }
    }
}

}  // namespace

Seconds tiled_time(const Product& product, const Rates& rates, const GemmConstants& constants) {
    double best = std::numeric_limits<double>::infinity();
    each_tiling(product, rates, constants,
                [&](Tile, double, double time) { best = std::min(best, time); });
    return Seconds{best};
}

Tiling fastest_tiling(const Product& product, const Rates& rates, const GemmConstants& constants) {
    double least = std::numeric_limits<double>::infinity();
    Tiling best;
    each_tiling(product, rates, constants, [&](Tile tile, double split, double time) {
        if (time < least) {
            least = time;
            best = {.rows = tile.rows, .columns = tile.columns, .splits = split};
        }
    });
    return best;
}

}  // namespace foretoken::kernel
