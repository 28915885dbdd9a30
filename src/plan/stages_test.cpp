#include "plan/stages.hpp"

#include <doctest/doctest.h>

#include "model/sample_test.hpp"

namespace foretoken::plan {
namespace {

using Counts = std::vector<std::int64_t>;

Counts layers_of(std::int64_t layers, std::int64_t pp, std::int64_t vpp,
                 std::int64_t prediction = 0) {
    Model m = model::gpt(layers, 64, 4);
    m.prediction_layers = prediction;
    Counts counts;
    for (const Stage& stage : stages(m, {.pp = pp, .vpp = vpp})) {
        counts.push_back(stage.layers());
    }
    return counts;
}

TEST_CASE("layers that divide are dealt evenly") {
    CHECK(layers_of(96, 8, 1) == Counts(8, 12));
    CHECK(layers_of(96, 8, 3) == Counts(8, 12));
    CHECK(layers_of(105, 35, 3) == Counts(35, 3));  // MT-NLG 530B on Selene
    CHECK(layers_of(1, 1, 1) == Counts{1});
}

TEST_CASE("embedding and output stand in for a layer each where that makes it even") {
    // Llama 3 405B (arXiv 2407.21783, section 3.3.2): one layer less on the first and last chunk.
    Counts expected(16, 8);
    expected.front() = 7;
    expected.back() = 7;
    CHECK(layers_of(126, 16, 8) == expected);
    CHECK(layers_of(126, 16, 4) == expected);
    CHECK(layers_of(126, 16, 1) == expected);
    CHECK(layers_of(62, 4, 1) == Counts{15, 16, 16, 15});
}

TEST_CASE("the output alone stands in for a layer where that makes it even") {
    CHECK(layers_of(31, 4, 1) == Counts{8, 8, 8, 7});
}

TEST_CASE("prediction layers weigh like a layer each, beside the output") {
    // DeepSeek-V3: 61 layers and one prediction layer on 16 chunks of 4. The first chunk has the
    // embedding and three layers, the last two layers, the prediction layer and the output.
    CHECK(layers_of(61, 4, 4, 1) == Counts{15, 16, 16, 14});
    const std::vector<Stage> list = [] {
        Model m = model::gpt(61, 64, 4);
        m.prediction_layers = 1;
        return stages(m, {.pp = 4, .vpp = 4});
    }();
    CHECK(list.back().prediction == 1);
    CHECK(list.front().prediction == 0);
}

TEST_CASE("an uneven remainder goes to the first chunks") {
    CHECK(layers_of(13, 4, 1) == Counts{4, 3, 3, 3});
    CHECK(layers_of(9, 2, 2) == Counts{5, 4});  // chunks 3, 2, 2, 2
}

TEST_CASE("no layer is lost and the ends are at the ends") {
    for (const std::int64_t layers : {8, 17, 40, 61, 126}) {
        for (const std::int64_t pp : {1, 2, 3, 8}) {
            std::int64_t sum = 0;
            for (const std::int64_t n : layers_of(layers, pp, 1)) {
                sum += n;
            }
            CHECK(sum == layers);
        }
    }
    const std::vector<Stage> list = stages(model::gpt(8, 64, 4), {.pp = 4});
    CHECK(list.front().embedding);
    CHECK_FALSE(list.front().output);
    CHECK(list.back().output);
    CHECK_FALSE(list.back().embedding);
    const std::vector<Stage> one = stages(model::gpt(8, 64, 4), {});
    CHECK(one.front().embedding);
    CHECK(one.front().output);
}

TEST_CASE("layers are counted by kind, in their places") {
    Model m = model::mixture();  // layer 0 dense, 1 to 3 mixtures
    m.window = Window{.size = 8, .period = 2, .global_layers = 1};
    const std::vector<Stage> list = stages(m, {.pp = 2});
    CHECK(list[0] == Stage{.dense = 1, .experts_windowed = 1, .embedding = true});
    CHECK(list[1] == Stage{.experts = 1, .experts_windowed = 1, .output = true});
    // Interleaved: layers 0 and 2 on the first stage.
    const std::vector<Stage> dealt = stages(m, {.pp = 2, .vpp = 2});
    CHECK(dealt[0] == Stage{.dense = 1, .experts = 1, .embedding = true});
    CHECK(dealt[1] == Stage{.experts_windowed = 2, .output = true});
}

TEST_CASE("the plan can say how many layers the ends hold") {
    // Megatron's --decoder-first-pipeline-num-layers and -last-: the rest is dealt evenly.
    const Model m = model::gpt(61, 64, 4);
    const auto layers = [&](const Plan& p) {
        Counts counts;
        for (const Stage& stage : stages(m, p)) {
            counts.push_back(stage.layers());
        }
        return counts;
    };
    CHECK(layers({.pp = 8, .first_stage_layers = 7, .last_stage_layers = 6}) ==
          Counts{7, 8, 8, 8, 8, 8, 8, 6});
    CHECK(layers({.pp = 4, .last_stage_layers = 13}) == Counts{16, 16, 16, 13});
    CHECK(layers({.pp = 4, .stage_layers = {20, 20, 20, 1}}) == Counts{20, 20, 20, 1});
    // Two chunks each: 3 + 30, 28 + 0.
    CHECK(layers({.pp = 2, .vpp = 2, .stage_layers = {3, 28, 30, 0}}) == Counts{33, 28});
}

TEST_CASE("what a rank holds: round, back from the last rank, or of both ends") {
    using Held = std::vector<std::size_t>;
    CHECK(held({.pp = 4, .vpp = 3}, 1) == Held{1, 5, 9});
    CHECK(held({.pp = 4, .vpp = 2, .schedule = Schedule::zero_bubble_v}, 1) == Held{1, 6});
    CHECK(held({.pp = 4, .schedule = Schedule::dualpipe}, 1) == Held{1, 2});
    CHECK(chunks_held({.pp = 4, .vpp = 3}) == 3);
    CHECK(chunks_held({.pp = 4, .schedule = Schedule::dualpipe}) == 2);
}

TEST_CASE("ZB-V puts both ends on the first rank; DualPipe holds every layer twice") {
    Model m = model::gpt(16, 64, 4);
    m.prediction_layers = 1;
    const auto v = stages(m, {.pp = 4,
                              .vpp = 2,
                              .schedule = Schedule::zero_bubble_v,
                              .stage_layers = {2, 2, 2, 2, 2, 2, 2, 2}});
    CHECK((v[0].embedding && v[0].output && v[0].prediction == 1));
    CHECK_FALSE((v[3].embedding || v[3].output));
    const auto dual =
        stages(m, {.pp = 4, .schedule = Schedule::dualpipe, .stage_layers = {5, 4, 4, 3}});
    CHECK(dual[0] == dual[3]);
    CHECK((dual[0].layers() == 8 && dual[0].embedding && dual[0].output));
    CHECK((dual[1].layers() == 8 && !dual[1].embedding && !dual[1].output));
}

}  // namespace
}  // namespace foretoken::plan
