// How long does the answer for one collective take?
#include <benchmark/benchmark.h>

#include "network/collective.hpp"
#include "network/exchange.hpp"
#include "network/placement.hpp"
#include "scenario.hpp"

namespace {

using namespace foretoken;

void place(benchmark::State& state) {
    const bench::Question q = bench::question(bench::deepseek);
    for (auto _ : state) {
        benchmark::DoNotOptimize(network::place(q.scenario.cluster, 128, 1));
    }
}

void collective(benchmark::State& state, network::Collective kind) {
    const bench::Question q = bench::question(bench::deepseek);
    const network::Group group = network::place(q.scenario.cluster, 128, 1);
    for (auto _ : state) {
        benchmark::DoNotOptimize(network::collective_time(kind, {1e9}, group, q.scenario.cluster,
                                                          q.calibration.collective));
    }
}

void dispatch(benchmark::State& state) {
    const bench::Question q = bench::question(bench::deepseek);
    const network::Group group = network::place(q.scenario.cluster, 64, 1);
    const network::Dispatch tokens{.tokens = 4096.0, .per_token = {7168.0 * 2.0}, .top_k = 8};
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            network::dispatch_time(tokens, group, q.scenario.cluster, q.calibration.collective));
    }
}

BENCHMARK(place);
BENCHMARK_CAPTURE(collective, all_reduce_128, network::Collective::all_reduce);
BENCHMARK_CAPTURE(collective, all_gather_128, network::Collective::all_gather);
BENCHMARK(dispatch);

}  // namespace
