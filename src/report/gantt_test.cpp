#include "report/gantt.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace foretoken::report {
namespace {

// A pass of 1 s with layers within it, then a reduction of half a second.
Timeline sample() {
    const Slice pass{.name = "forward", .end = {1.0}, .micro_batch = 3, .chunk = 0};
    const Slice layers{.name = "dense layers", .end = {1.0}, .depth = 1, .count = 24};
    const Slice reduction{
        .name = "reduction", .key = "data.gradients", .begin = {1.5}, .end = {2.0}};
    return {.step = {2.0},
            .micro_batches = 8,
            .tracks = {{.stage = 0, .stream = Stream::compute, .slices = {pass, layers}},
                       {.stage = 0, .stream = Stream::data, .slices = {reduction}}},
            .notes = {"a note"}};
}

TEST_CASE("times are ticks of the step, names are told once") {
    const auto json = gantt_json(sample());
    const auto ticks = json["ticks"].get<std::int64_t>();
    CHECK(json["step_s"] == 2.0);
    CHECK(json["micro_batches"] == 8);
    CHECK(json["notes"][0] == "a note");
    CHECK(json["names"][0] == nlohmann::json::array({"forward", ""}));
    CHECK(json["tracks"][0]["slices"][0] == nlohmann::json::array({0, 0, ticks / 2, 3, 0, 0, 0}));
    CHECK(json["tracks"][0]["slices"][1][5] == 24);
    CHECK(json["tracks"][0]["slices"][1][6] == 1);
    CHECK(json["tracks"][1]["stream"] == "data");
    const auto reduction = json["tracks"][1]["slices"][0];
    CHECK(reduction[1] == ticks / 4 * 3);
    CHECK(reduction[2] == ticks);
    CHECK(json["names"][reduction[0].get<std::size_t>()][1] == "data.gradients");
}

}  // namespace
}  // namespace foretoken::report
