// How is work spread over threads without the answer depending on how many there are?
//
// Indices are cut into chunks whose bounds depend on the count alone; each index writes to its own
// slot, and reductions combine in index order. The only place that starts threads; without them
// (FORETOKEN_SERIAL, or in the browser) the same chunks run one after another.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace foretoken {

struct Threads {
    int limit = 0;  // at most so many, or the machine's; 0: all; 1: the calling thread alone
};

// Calls work(chunk) once for each chunk below `chunks`, on any thread, and returns when all are
// done.
void for_each_chunk(std::size_t chunks, Threads threads,
                    const std::function<void(std::size_t)>& work);

// Enough chunks to keep any machine busy, few enough for their overhead to vanish.
struct Chunks {
    static constexpr std::size_t most = 1024;
    std::size_t count = 0;  // of indices
    std::size_t size() const { return std::max<std::size_t>(1, (count + most - 1) / most); }
    std::size_t number() const { return (count + size() - 1) / size(); }
    std::size_t begin(std::size_t chunk) const { return chunk * size(); }
    std::size_t end(std::size_t chunk) const { return std::min(count, (chunk + 1) * size()); }
};

// Calls body(i) for every i below count. Bodies may run at the same time: each writes to its own
// slot and reads nothing another writes.
template <class Body>
void parallel_for(std::size_t count, const Body& body, Threads threads = {}) {
    const Chunks chunks{count};
    for_each_chunk(chunks.number(), threads, [&](std::size_t chunk) {
        for (std::size_t i = chunks.begin(chunk); i < chunks.end(chunk); ++i) {
            body(i);
        }
    });
}

// initial combined with map(0), map(1), ... in index order: combine(Value, Value) must be
// associative up to rounding, and the rounding is the same for any number of threads.
// combine(initial, x) is x.
template <class Value, class Map, class Combine>
Value parallel_reduce_ordered(std::size_t count, Value initial, const Map& map,
                              const Combine& combine, Threads threads = {}) {
    const Chunks chunks{count};
    std::vector<std::optional<Value>> partial(chunks.number());
    for_each_chunk(chunks.number(), threads, [&](std::size_t chunk) {
        Value sum = map(chunks.begin(chunk));
        for (std::size_t i = chunks.begin(chunk) + 1; i < chunks.end(chunk); ++i) {
            sum = combine(std::move(sum), map(i));
        }
        partial[chunk] = std::move(sum);
    });
    for (std::optional<Value>& each : partial) {
        initial = combine(std::move(initial), std::move(*each));
    }
    return initial;
}

}  // namespace foretoken
