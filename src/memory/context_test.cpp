#include "memory/context.hpp"

#include <doctest/doctest.h>

#include "memory/sample_test.hpp"

namespace foretoken::memory {
namespace {

// 4 x 1024 tokens, 8 heads of 64: keys and values of a rank of 4 are 1024 x 1024 elements of 2
// bytes.
TrainScenario job(Plan plan) {
    TrainScenario s;
    s.model = model::gpt(2, 512, 8);
    s.plan = plan;
    s.workload = {.sequence = 4096, .global_batch = 1};
    return s;
}

TEST_CASE("each way of exchanging keys holds what its algorithm needs") {
    const double keys = 1024.0 * 1024.0 * 2.0;
    CHECK(context_buffers(job({})).value == 0.0);
    CHECK(context_buffers(job({.cp = 4})).value == 4.0 * keys);
    CHECK(context_buffers(job({.cp = 4, .context = ContextExchange::all_gather})).value ==
          2.0 * 4.0 * keys);
    CHECK(context_buffers(job({.cp = 4, .context = ContextExchange::all_to_all})).value ==
          1.5 * keys);
    CHECK(context_buffers(job({.cp = 4, .context = ContextExchange::hybrid, .context_inner = 2}))
              .value == 5.5 * keys);
    CHECK(context_buffers(job({.tp = 2, .cp = 4})).value == 2.0 * keys);
}

}  // namespace
}  // namespace foretoken::memory
