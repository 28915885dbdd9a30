#include "plan/trained.hpp"

#include <doctest/doctest.h>

#include "model/sample_test.hpp"
#include "model/tuning.hpp"
#include "plan/legal_tuning.hpp"

namespace foretoken::plan {
namespace {

using doctest::Approx;

TEST_CASE("without frozen weights all that a rank holds is trained") {
    const Model m = model::llama_70b();
    const Plan p{.tp = 4, .pp = 2};
    for (const Stage& stage : stages(m, p)) {
        const Held held = held_parameters(m, p, {}, stage);
        CHECK(held.trained.total() == local_parameters(m, p, stage).total());
        CHECK(held.frozen.total() == 0.0);
    }
}

TEST_CASE("LoRA freezes all of it and trains the adapters of its layers") {
    const Model m = model::llama_70b();
    const Plan p{.tp = 2, .pp = 4};
    const Tuning t{.method = Method::lora, .rank = 8, .targets = Targets::attention};
    const Stage stage = stages(m, p).front();
    const Held held = held_parameters(m, p, t, stage);
    CHECK(held.frozen.total() == local_parameters(m, p, stage).total());
    // Three projections of 8192 inputs and 10240 outputs, one of 8192 to 8192.
    const double split = 8 * (10240.0 + 8192.0);
    const double whole = 8 * (3 * 8192.0 + 8192.0);
    CHECK(held.trained.total() == 20 * (split / 2 + whole));
}

TEST_CASE("the last layers are trained where they stand, with the output") {
    const Model m = model::llama_70b();
    const Plan p{.pp = 4};
    const Tuning t{.method = Method::last_layers, .layers = 30};
    const auto list = stages(m, p, model::frozen_layers(m, t));
    CHECK(list[0].frozen.total() == 20);
    CHECK(list[2].frozen.total() == 10);
    CHECK(list[3].frozen.total() == 0);
    CHECK(held_parameters(m, p, t, list[0]).trained.total() == 0.0);
    const Held half = held_parameters(m, p, t, list[2]);
    CHECK(half.trained.total() == Approx(half.frozen.total()));
    CHECK(held_parameters(m, p, t, list[3]).frozen.total() == 0.0);
}

Workload tuned(const Tuning& t) {
    Workload w{.sequence = 4096};
    w.tuning = t;
    return w;
}

Workload packed(const Packing& p) {
    Workload w{.sequence = 4096};
    w.packing = p;
    return w;
}

TEST_CASE("what cannot be trained or packed is said with its place") {
    const Model m = model::gpt(4, 64, 2);
    const auto where = [&](const Workload& w) {
        const Outcome ok = check_tuning(w, m);
        return ok ? std::string() : ok.error().where;
    };
    CHECK(where(tuned({.method = Method::lora, .rank = 64})).empty());
    CHECK(where(tuned({.method = Method::lora, .rank = 65})) == "workload.tuning.rank");
    CHECK(where(tuned({.method = Method::last_layers, .layers = 5})) == "workload.tuning.layers");
    CHECK(where(tuned({.frozen_format = Format::fp4})) == "workload.tuning.frozen_format");
    CHECK(where(packed({.fill = Fill::packed, .mean = 512})).empty());
    CHECK(where(packed({.fill = Fill::packed})) == "workload.packing.mean");
    CHECK(where(packed({.fill = Fill::padded, .mean = 4097})) == "workload.packing.mean");
    CHECK(where(packed({.mean = 512})) == "workload.packing.fill");
    CHECK(where(packed({.fill = Fill::packed, .mean = 512, .cv = -1})) == "workload.packing.cv");
}

TEST_CASE("shares are shares, and weights are offloaded where they are sharded") {
    CHECK(check_offload({}));
    CHECK(check_offload({.zero = 3, .offload = {.weights = 1.0}}));
    CHECK_FALSE(check_offload({.zero = 1, .offload = {.weights = 1.0}}));
    CHECK_FALSE(check_offload({.offload = {.optimizer = 1.5}}));
    CHECK_FALSE(check_offload({.offload = {.activations = -0.5}}));
}

}  // namespace
}  // namespace foretoken::plan
