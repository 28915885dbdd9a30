// How long does it take to predict every row of the published table?
#include <benchmark/benchmark.h>

#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/published.hpp"
#include "scenario.hpp"

namespace {

using namespace foretoken;

// Questions, choices of what rows leave open, forecasts: on all cores.
void table(benchmark::State& state) {
    const io::Catalogue rows;
    const io::Table published = bench::must(io::published_training());
    for (auto _ : state) {
        benchmark::DoNotOptimize(io::predictions(published, rows));
    }
    state.counters["rows"] = static_cast<double>(published.rows.size());
}

BENCHMARK(table)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
