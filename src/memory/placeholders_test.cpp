#include "memory/placeholders.hpp"

#include <doctest/doctest.h>

#include "memory/sample_test.hpp"

namespace foretoken::memory {
namespace {

TEST_CASE("one stand-in for each shape of a matrix, however many layers have it") {
    TrainScenario s = gpt_scenario({.tp = 2});
    const plan::Stage stage = plan::stages(s.model, s.plan).front();
    CHECK(placeholders(s, stage).value == 0.0);
    s.software.placeholder_gradients = true;
    // Queries, keys and values 3 h x h, out h x h, up 4 h x h, down h x 4 h, each over two ranks;
    // and the output.
    const double h = 1024.0;
    CHECK(placeholders(s, stage).value == 2 * (12 * h * h / 2 + 51200.0 / 2 * h));
    s.model.ffn = s.model.hidden;  // up and out then differ by their split alone
    CHECK(placeholders(s, stage).value == 2 * ((3 + 1 + 1) * h * h / 2 + 51200.0 / 2 * h));
    s.software.fused_accumulation = false;
    CHECK(placeholders(s, stage).value == 0.0);
}

TEST_CASE("frozen products owe no gradient") {
    TrainScenario s = gpt_scenario();
    s.software.placeholder_gradients = true;
    s.workload.tuning.method = Method::lora;
    CHECK(placeholders(s, plan::stages(s.model, s.plan).front()).value == 0.0);
}

}  // namespace
}  // namespace foretoken::memory
