// How long does one cold forecast take, scenario and constants being at hand?
#include <benchmark/benchmark.h>

#include "scenario.hpp"
#include "train/forecast.hpp"

namespace {

using namespace foretoken;

void forecast(benchmark::State& state, const std::string& text) {
    const bench::Question q = bench::question(text);
    for (auto _ : state) {
        benchmark::DoNotOptimize(train::forecast(q.scenario, q.calibration));
    }
}

// From text to answer: what one call of `foretoken train` does beside starting up and printing.
void read_and_forecast(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        const bench::Question q = bench::question(text);
        benchmark::DoNotOptimize(train::forecast(q.scenario, q.calibration));
    }
}

BENCHMARK_CAPTURE(forecast, gpt3_175b_1024_a100, bench::gpt3);
BENCHMARK_CAPTURE(forecast, deepseek_v3_2048_h800, bench::deepseek);
BENCHMARK_CAPTURE(read_and_forecast, gpt3_175b_1024_a100, bench::gpt3);

}  // namespace
