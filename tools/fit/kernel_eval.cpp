// What does the closed form say for these shapes and constants? Driven by kernels.py over a pipe,
// so that fit and forecast share one formula.
//
// Input:  peak memory_bandwidth processors cache clock format stream_fraction rows
//                           SI units; format as enum number
//         rows lines:      g m n k batch
//                          f|b batch heads kv_heads queries keys qk_dim v_dim causal window kernel
//         any number of:   peak_fraction memory_fraction launch wave split tile_floor stream_k, or
//                          peak_fraction scores_per_clock half_length launch 0 0 0    for f and b
//                          rows
// Output: per line of constants, one double of seconds per row, in native byte order.
#include <array>
#include <cstdio>
#include <vector>

#include "kernel/attention.hpp"
#include "kernel/gemm.hpp"

namespace {

using namespace foretoken;
using namespace foretoken::kernel;

struct Row {
    char kind = 'g';
    Gemm gemm;
    Attention attention;
};

bool read_row(Row& row, Format format) {
    long a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, causal = 0, window = 0, kernel = 0;
    if (std::scanf(" %c", &row.kind) != 1) {
        return false;
    }
    if (row.kind == 'g') {
        if (std::scanf("%ld %ld %ld %ld", &a, &b, &c, &d) != 4) {
            return false;
        }
        row.gemm = {.m = a, .n = b, .k = c, .format = format, .batch = d};
        return true;
    }
    if (std::scanf("%ld %ld %ld %ld %ld %ld %ld %ld %ld %ld", &a, &b, &c, &d, &e, &f, &g, &causal,
                   &window, &kernel) != 10) {
        return false;
    }
    row.attention = {.batch = a,
                     .heads = b,
                     .kv_heads = c,
                     .queries = d,
                     .keys = e,
                     .qk_dim = f,
                     .v_dim = g,
                     .causal = causal != 0,
                     .window = window,
                     .kernel = static_cast<AttentionKernel>(kernel),
                     .format = format};
    return true;
}

double evaluate(const Row& row, const Accelerator& accelerator, const KernelCalibration& kernels) {
    switch (row.kind) {
        case 'g': return gemm_time(row.gemm, accelerator, kernels, Load::burst).value;
        case 'f': return attention_forward(row.attention, accelerator, kernels, Load::burst).value;
        default: return attention_backward(row.attention, accelerator, kernels, Load::burst).value;
    }
}

using Constants = std::array<double, 7>;

void set_constants(KernelCalibration& kernels, Format format, const Constants& c) {
    kernels.gemm[static_cast<std::size_t>(format)] = {.peak_fraction = c[0],
                                                      .memory_fraction = c[1],
                                                      .launch = {c[2]},
                                                      .wave = {c[3]},
                                                      .split = {c[4]},
                                                      .tile_floor = c[5],
                                                      .stream_k = c[6],
                                                      .from = {}};
    kernels.attention.fill({.peak_fraction = c[0],
                            .scores_per_clock = c[1],
                            .half_length = c[2],
                            .launch = {c[3]},
                            .from = {}});
}

bool read_constants(Constants& c) {
    for (double& value : c) {
        if (std::scanf("%lf", &value) != 1) {
            return false;
        }
    }
    return true;
}

}  // namespace

int main() {
    Accelerator accelerator;
    KernelCalibration kernels;
    double peak = 0;
    int format = 0, rows = 0;
    if (std::scanf("%lf %lf %ld %lf %lf %d %lf %d", &peak,
                   &accelerator.memory_bandwidth.value.value, &accelerator.processors.value,
                   &accelerator.cache.value.value, &accelerator.clock.value.value, &format,
                   &kernels.stream_fraction, &rows) != 8) {
        return 2;
    }
    accelerator.peak[static_cast<std::size_t>(format)].value = {peak};

    std::vector<Row> table(static_cast<std::size_t>(rows));
    for (auto& row : table) {
        if (!read_row(row, static_cast<Format>(format))) {
            return 2;
        }
    }
    std::vector<double> seconds(table.size());
    for (Constants c; read_constants(c);) {
        set_constants(kernels, static_cast<Format>(format), c);
        for (std::size_t i = 0; i < table.size(); ++i) {
            seconds[i] = evaluate(table[i], accelerator, kernels);
        }
        std::fwrite(seconds.data(), sizeof(double), seconds.size(), stdout);
        std::fflush(stdout);
    }
    return 0;
}
