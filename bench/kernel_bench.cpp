// How long does the answer for one operator take?
#include <benchmark/benchmark.h>

#include "kernel/attention.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"
#include "kernel/grouped_gemm.hpp"
#include "scenario.hpp"

namespace {

using namespace foretoken;

// The products of GPT-3 175B on one of eight tensor ranks.
void gemm(benchmark::State& state) {
    const bench::Question q = bench::question(bench::gpt3);
    const kernel::Gemm product{.m = 2048, .n = 6144, .k = 12288, .format = Format::fp16};
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            kernel::gemm_time(product, q.scenario.cluster.node.accelerator, q.calibration.kernel));
    }
}

void grouped_gemm(benchmark::State& state) {
    const bench::Question q = bench::question(bench::deepseek);
    const kernel::GroupedGemm product{.groups = 4,
                                      .rows = 8192.0,
                                      .n = 4096,
                                      .k = 7168,
                                      .format = Format::fp8,
                                      .scaling = kernel::Scaling::block};
    for (auto _ : state) {
        benchmark::DoNotOptimize(kernel::grouped_gemm_time(
            product, q.scenario.cluster.node.accelerator, q.calibration.kernel));
    }
}

void attention(benchmark::State& state, AttentionKernel generation) {
    const bench::Question q = bench::question(bench::gpt3);
    const kernel::Attention core{.batch = 1,
                                 .heads = 12,
                                 .kv_heads = 12,
                                 .queries = 2048,
                                 .keys = 2048,
                                 .qk_dim = 128,
                                 .v_dim = 128,
                                 .kernel = generation,
                                 .format = Format::fp16};
    for (auto _ : state) {
        benchmark::DoNotOptimize(kernel::attention_forward(
            core, q.scenario.cluster.node.accelerator, q.calibration.kernel));
    }
}

void stream(benchmark::State& state) {
    const bench::Question q = bench::question(bench::gpt3);
    for (auto _ : state) {
        benchmark::DoNotOptimize(kernel::stream_time({1e8}, kernel::Stream::elementwise,
                                                     q.scenario.cluster.node.accelerator,
                                                     q.calibration.kernel));
    }
}

BENCHMARK(gemm);
BENCHMARK(grouped_gemm);
BENCHMARK_CAPTURE(attention, flash2, AttentionKernel::flash2);
BENCHMARK_CAPTURE(attention, unfused, AttentionKernel::unfused);
BENCHMARK(stream);

}  // namespace
