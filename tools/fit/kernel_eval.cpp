// What does the closed form say for these shapes and constants? Driven by kernels.py over a pipe,
// so that fit and forecast share one formula.
//
// Input:  peak memory_bandwidth processors cache format rows       SI units; format as enum number
//         rows lines:      g m n k batch | f|b batch heads kv_heads queries keys dim causal kernel
//         any number of:   peak_fraction memory_fraction launch wave              for g rows
//                          peak_fraction softmax_dims half_length launch          for others
// Output: per line of constants, one double of seconds per row, in native byte order.
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
    long a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, causal = 0, kernel = 0;
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
    if (std::scanf("%ld %ld %ld %ld %ld %ld %ld %ld", &a, &b, &c, &d, &e, &f, &causal, &kernel) !=
        8) {
        return false;
    }
    row.attention = {.batch = a,
                     .heads = b,
                     .kv_heads = c,
                     .queries = d,
                     .keys = e,
                     .qk_dim = f,
                     .v_dim = f,
                     .causal = causal != 0,
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

void set_constants(KernelCalibration& kernels, Format format, const double (&c)[4]) {
    kernels.gemm[static_cast<std::size_t>(format)] = {.peak_fraction = c[0],
                                                      .memory_fraction = c[1],
                                                      .launch = {c[2]},
                                                      .wave = {c[3]},
                                                      .sustained = 1.0,
                                                      .from = {}};
    kernels.attention.fill({.peak_fraction = c[0],
                            .softmax_dims = c[1],
                            .half_length = c[2],
                            .backward_rate = 1.0,
                            .launch = {c[3]},
                            .from = {}});
}

}  // namespace

int main() {
    double peak = 0, bandwidth = 0, cache = 0;
    long processors = 0;
    int format = 0, rows = 0;
    if (std::scanf("%lf %lf %ld %lf %d %d", &peak, &bandwidth, &processors, &cache, &format,
                   &rows) != 6) {
        return 2;
    }
    Accelerator accelerator;
    accelerator.peak[static_cast<std::size_t>(format)].value = {peak};
    accelerator.memory_bandwidth.value = {bandwidth};
    accelerator.processors.value = processors;
    accelerator.cache.value = {cache};

    std::vector<Row> table(static_cast<std::size_t>(rows));
    for (auto& row : table) {
        if (!read_row(row, static_cast<Format>(format))) {
            return 2;
        }
    }
    std::vector<double> seconds(table.size());
    KernelCalibration kernels;
    double c[4];
    while (std::scanf("%lf %lf %lf %lf", c, c + 1, c + 2, c + 3) == 4) {
        set_constants(kernels, static_cast<Format>(format), c);
        for (std::size_t i = 0; i < table.size(); ++i) {
            seconds[i] = evaluate(table[i], accelerator, kernels);
        }
        std::fwrite(seconds.data(), sizeof(double), seconds.size(), stdout);
        std::fflush(stdout);
    }
    return 0;
}
