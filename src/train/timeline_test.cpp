#include "train/timeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "train/forecast.hpp"
#include "train/sample_test.hpp"
#include "train/timeline_sums_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

Timeline drawn(const TrainScenario& s, const TimelineLimits& limits = {}) {
    const auto t = timeline(s, sample_calibration(), limits);
    if (!t) {
        FAIL(t.error().where << ": " << t.error().message);
    }
    return *t;
}

const Track& track(const Timeline& t, std::int64_t stage, Stream stream) {
    const auto found = std::find_if(t.tracks.begin(), t.tracks.end(), [&](const Track& each) {
        return each.stage == stage && each.stream == stream;
    });
    REQUIRE(found != t.tracks.end());
    return *found;
}

std::vector<Slice> passes(const Timeline& t, std::int64_t stage) {
    std::vector<Slice> list;
    for (const Slice& slice : track(t, stage, Stream::compute).slices) {
        if (slice.depth == 0 && slice.micro_batch >= 0) {
            list.push_back(slice);
        }
    }
    return list;
}

std::size_t slices(const Timeline& t) {
    std::size_t sum = 0;
    for (const Track& each : t.tracks) {
        sum += each.slices.size();
    }
    return sum;
}

void check(const TrainScenario& s) {
    const Timeline t = drawn(s);
    CHECK(broken(t, of(s), true).empty());
    CHECK_FALSE(stretched(t));
}

TrainScenario mixture(const Plan& plan) {
    TrainScenario s = sample_scenario(plan);
    s.model.experts = Experts{.count = 16, .top_k = 2, .ffn = 1024};
    s.workload.global_batch = 512;
    return s;
}

TEST_CASE("a timeline adds up to its forecast, term by term") {
    check(sample_scenario());
    check(sample_scenario({.tp = 4, .sequence_parallel = true, .zero = 1}));
    check(sample_scenario({.pp = 4, .vpp = 2}));
    check(sample_scenario({.pp = 4, .recompute = Recompute::full, .last_stage_layers = 5}));
    check(sample_scenario({.pp = 4, .schedule = Schedule::gpipe}));
    check(sample_scenario({.pp = 4, .schedule = Schedule::zero_bubble_h1}));
    check(sample_scenario({.pp = 4, .vpp = 2, .schedule = Schedule::zero_bubble_v}));
    check(sample_scenario({.cp = 4, .zero = 3}));
    check(sample_scenario({.pp = 2, .zero = 2}));
    check(mixture({.pp = 4, .ep = 16, .schedule = Schedule::dualpipe}));
    check(mixture({.ep = 8, .zero = 1}));
}

TEST_CASE("so it does where the host sets the pace") {
    for (const Schedule schedule : {Schedule::one_f_one_b, Schedule::zero_bubble_h1}) {
        TrainScenario s = sample_scenario({.pp = 4, .schedule = schedule});
        s.software.launch.value = {1.0};
        s.software.kernels_per_layer.value = 7.0;
        check(s);
        CHECK(track(drawn(s), 0, Stream::host).slices.front().key == "host.launch");
    }
}

TEST_CASE("stages work in the order of their schedule, a message apart") {
    TrainScenario s = sample_scenario({.pp = 4});
    s.software.overlap_pipeline = true;
    const Timeline t = drawn(s);
    const auto first = passes(t, 0);
    const auto last = passes(t, 3);
    REQUIRE(first.size() == 16);  // eight micro-batches there and back
    CHECK(first[3].name == "forward");
    CHECK(first[4].name == "backward");
    CHECK(last[0].name == "forward");
    CHECK(last[1].name == "backward");
    CHECK(last[1].micro_batch == 0);
    for (std::int64_t stage = 1; stage < 4; ++stage) {
        CHECK(passes(t, stage)[0].begin > passes(t, stage - 1)[0].end);
    }
    // What a stage waits is all of the step that its slices leave.
    const Forecast f = of(s);
    Seconds busy;
    for (const Slice& pass : passes(t, t.busiest)) {
        busy += pass.end - pass.begin;
    }
    const double pipeline = term(f, "pipeline.bubble") + term(f, "pipeline.boundary");
    const double once = term(f, "optimizer") + term(f, "data.gradients") +
                        term(f, "data.parameters") + term(f, "host.step");
    CHECK((f.step - busy).value == Approx(pipeline + once));
}

TEST_CASE("what is computed within passes is what the model counts") {
    TrainScenario s = sample_scenario({.tp = 4, .sequence_parallel = true});
    s.model.vocabulary = 65536;  // a multiple of all that software pads to
    const Timeline t = drawn(s);
    Flops sum;
    for (const Slice& slice : track(t, 0, Stream::compute).slices) {
        sum += slice.flops;
    }
    CHECK(64.0 * sum.value == Approx(of(s).flops.model_causal.value));
}

TEST_CASE("a pass says how many layers it goes through, and what a stage sends") {
    TrainScenario s = sample_scenario({.pp = 4});
    s.software.overlap_pipeline = false;
    const Timeline t = drawn(s);
    const auto& compute = track(t, 1, Stream::compute).slices;
    CHECK(compute[1].name == "dense layers");
    CHECK(compute[1].count == 2);
    CHECK(compute[2].depth == 2);
    // 2,048 tokens of 1,024 in 16 bit.
    CHECK(track(t, 1, Stream::pipeline).slices[0].bytes.value == 2048.0 * 1024.0 * 2.0);
    CHECK(track(t, 0, Stream::data).slices[0].bytes.value > 0.0);
}

TEST_CASE("a large step is folded, and still ends where the forecast does") {
    TrainScenario s = sample_scenario({.pp = 8}, 8);
    s.workload.global_batch = 2000;
    const Timeline all = drawn(s, {.slices = 1'000'000});
    CHECK(all.notes.empty());
    CHECK(passes(all, 0).size() == 4000);

    const Timeline plain = drawn(s, {.slices = 50'000});
    REQUIRE(plain.notes.size() == 1);
    CHECK(plain.notes[0].find("what happens within a pass is drawn for the first ") == 0);
    CHECK(passes(plain, 3) == passes(all, 3));
    CHECK(slices(plain) < 50'000);

    const Timeline folded = drawn(s, {.slices = 4'000});
    CHECK(broken(folded, of(s), false).empty());
    CHECK(slices(folded) < 4'000);
    const auto& compute = track(folded, 5, Stream::compute).slices;
    const auto fold = std::find_if(compute.begin(), compute.end(), [](const Slice& slice) {
        return slice.name == "micro-batches";
    });
    REQUIRE(fold != compute.end());
    const auto left_out = static_cast<std::size_t>(fold->count);
    CHECK(passes(folded, 5).size() == 2 * (2000 - left_out));
    // Before and after it are the beginning and the end of the same step.
    CHECK(passes(folded, 5).front().begin.value == Approx(passes(all, 5).front().begin.value));
    CHECK(passes(folded, 5).back().end.value == Approx(passes(all, 5).back().end.value));

    const Timeline few = drawn(s, {.slices = 100});
    CHECK(broken(few, of(s), false).empty());
    CHECK(few.notes[0].find(" of 8 stages are drawn") == 1);
    CHECK(few.tracks.front().stage == 0);
    CHECK(few.tracks.back().stage == 7);
}

TEST_CASE("where every micro-batch gathers weights, each shows its share") {
    const TrainScenario s = sample_scenario({.zero = 3});
    const Timeline t = drawn(s);
    const auto& data = track(t, 0, Stream::data).slices;
    CHECK(data.front().micro_batch == 0);
    CHECK(data.back().micro_batch == 1);
}

TEST_CASE("what has no forecast has no timeline") {
    const auto t = timeline(sample_scenario({.tp = 3}), sample_calibration());
    REQUIRE_FALSE(t);
    CHECK(t.error() == forecast(sample_scenario({.tp = 3}), sample_calibration()).error());
}

TEST_CASE("a pipeline beyond all measure is refused") {
    TrainScenario s = sample_scenario({.pp = 8192}, 8192);
    s.model.layers = 8192;
    s.workload.global_batch = 8192;
    const auto t = timeline(s, sample_calibration());
    REQUIRE_FALSE(t);
    CHECK(t.error().where == "plan.pp");
}

TEST_CASE("passes alone, when asked so: they lie where they lie with all that is within them") {
    const TrainScenario s = sample_scenario({.tp = 2, .pp = 4});
    const Timeline all = drawn(s);
    const Timeline alone = drawn(s, {.within_passes = false});
    CHECK(slices(alone) < slices(all));
    CHECK(alone.notes.empty());
    for (std::int64_t stage = 0; stage < 4; ++stage) {
        CHECK(passes(alone, stage) == passes(all, stage));
    }
    for (const Track& each : alone.tracks) {
        CHECK(each.stream != Stream::tensor);
        for (const Slice& slice : each.slices) {
            CHECK(slice.depth == 0);
        }
    }
}

}  // namespace
}  // namespace foretoken::train
