#include "plan/legal_pipeline.hpp"

#include <doctest/doctest.h>

#include <string>

#include "model/sample_test.hpp"
#include "plan/legal.hpp"

namespace foretoken::plan {
namespace {

// GPT of 24 layers on 64 accelerators.
Result<Plan> asked(const Plan& p, std::int64_t global_batch = 512) {
    return completed(p, model::gpt(24, 64, 4), {.sequence = 1024, .global_batch = global_batch},
                     64);
}

std::string refused(const Plan& p, std::int64_t global_batch = 512) {
    const auto plan = asked(p, global_batch);
    if (plan) {
        return "legal";
    }
    CHECK(plan.error().kind == Error::Kind::bad_input);
    CHECK_FALSE(plan.error().hint.empty());
    return plan.error().where + " " + plan.error().message;
}

TEST_CASE("layers at the ends: what is left divides over the other stages") {
    CHECK(asked({.pp = 4, .first_stage_layers = 5, .last_stage_layers = 5}));
    CHECK(asked({.pp = 2, .first_stage_layers = 14, .last_stage_layers = 10}));
    CHECK(asked({.pp = 4, .vpp = 2, .last_stage_layers = 6}));
    CHECK(refused({.pp = 4, .first_stage_layers = 4, .last_stage_layers = 5}) ==
          "plan.first_stage_layers leaves 15 layers, which 2 stages do not divide");
    CHECK(refused({.pp = 4, .last_stage_layers = 23}) ==
          "plan.last_stage_layers leaves 1 of 24 layers to 3 further stages");
    CHECK(refused({.pp = 2, .first_stage_layers = 14, .last_stage_layers = 9}) ==
          "plan.first_stage_layers leaves 1 of 24 layers to 0 further stages");
    CHECK(refused({.pp = 1, .first_stage_layers = 14}) ==
          "plan.first_stage_layers leaves 10 of 24 layers to 0 further stages");
    CHECK(refused({.pp = 4, .first_stage_layers = -1}) ==
          "plan.first_stage_layers is not between 1 and the 24 layers");
    CHECK(refused({.pp = 4, .last_stage_layers = 25}) ==
          "plan.last_stage_layers is not between 1 and the 24 layers");
    CHECK(refused({.pp = 4, .vpp = 2, .last_stage_layers = 3}) ==
          "plan.last_stage_layers makes a stage of 3 layers, which vpp 2 does not divide");
}

TEST_CASE("a list of layers names every chunk and every layer") {
    CHECK(asked({.pp = 4, .stage_layers = {8, 8, 8, 0}}));
    CHECK(refused({.pp = 4, .stage_layers = {8, 8, 8}}) ==
          "plan.stage_layers lists 3 chunks, but pp 4 x vpp 1 makes 4");
    CHECK(refused({.pp = 4, .stage_layers = {8, 0, 8, 8}}) ==
          "plan.stage_layers gives chunk 1 0 layers");
    CHECK(refused({.pp = 4, .stage_layers = {8, 8, 8, 1}}).find("adds up to 25 layers") !=
          std::string::npos);
    CHECK(refused({.pp = 4, .stage_layers = {8, 8, -2, 10}}) ==
          "plan.stage_layers gives chunk 2 -2 layers");
    CHECK(refused({.pp = 4, .first_stage_layers = 6, .stage_layers = {6, 6, 6, 6}}) ==
          "plan.stage_layers is given beside first_stage_layers or last_stage_layers");
}

TEST_CASE("schedules and their chunks") {
    CHECK(asked({.pp = 4, .schedule = Schedule::zero_bubble_h1}));
    CHECK(asked({.pp = 4, .schedule = Schedule::zero_bubble_v})->vpp == 2);
    CHECK(refused({.pp = 4, .vpp = 2, .schedule = Schedule::zero_bubble_h1}) ==
          "plan.vpp zb-h1 has one chunk per stage, vpp is 2");
    CHECK(refused({.pp = 4, .vpp = 3, .schedule = Schedule::zero_bubble_v}) ==
          "plan.vpp zb-v has two chunks per stage, vpp is 3");
    CHECK(refused({.pp = 4, .vpp = 2, .schedule = Schedule::dualpipe}) ==
          "plan.vpp dualpipe has one chunk per direction, vpp is 2");
    CHECK(refused({.schedule = Schedule::dualpipe}) == "plan.schedule needs a pipeline, pp is 1");
}

TEST_CASE("DualPipe: stages in pairs, and enough micro-batches from either end") {
    // 64 accelerators over pp 4 leave dp 16.
    CHECK(asked({.pp = 4, .schedule = Schedule::dualpipe}, 16 * 8));
    CHECK(refused({.pp = 4, .schedule = Schedule::dualpipe}, 16 * 6)
              .find("makes 6 micro-batches per pipeline") != std::string::npos);
    CHECK(refused({.pp = 4, .schedule = Schedule::dualpipe}, 16 * 9)
              .find("makes 9 micro-batches per pipeline") != std::string::npos);
    const auto odd = completed({.pp = 3, .schedule = Schedule::dualpipe}, model::gpt(24, 64, 4),
                               {.sequence = 1024, .global_batch = 960}, 60);
    REQUIRE_FALSE(odd);
    CHECK(odd.error().message == "dualpipe pairs stages, but pp is 3");
}

}  // namespace
}  // namespace foretoken::plan
