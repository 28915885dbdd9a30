// How is work spread over threads without the answer depending on how many there are?
#include "base/parallel.hpp"

#if defined(FORETOKEN_SERIAL) || defined(__EMSCRIPTEN__)
#define FORETOKEN_ONE_THREAD
#else
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#endif

namespace foretoken {
namespace {

void one_by_one(std::size_t chunks, const std::function<void(std::size_t)>& work) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        work(chunk);
    }
}

}  // namespace

#ifdef FORETOKEN_ONE_THREAD

void for_each_chunk(std::size_t chunks, Threads, const std::function<void(std::size_t)>& work) {
    one_by_one(chunks, work);
}

#else

void for_each_chunk(std::size_t chunks, Threads threads,
                    const std::function<void(std::size_t)>& work) {
    if (threads.limit == 1 || chunks < 2) {
        return one_by_one(chunks, work);
    }
    const auto run = [&] { tbb::parallel_for(std::size_t{0}, chunks, work); };
    if (threads.limit <= 0) {
        return run();
    }
    tbb::task_arena arena(std::min(threads.limit, tbb::info::default_concurrency()));
    arena.execute(run);
}

#endif

}  // namespace foretoken
