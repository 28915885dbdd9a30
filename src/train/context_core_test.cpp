#include "train/context_core.hpp"

#include <doctest/doctest.h>

namespace foretoken::train {
namespace {

kernel::Attention core() {
    return {.batch = 1,
            .heads = 8,
            .kv_heads = 8,
            .queries = 4096,
            .keys = 4096,
            .qk_dim = 64,
            .v_dim = 64};
}

// Scores that the kernels compute, with every head.
double scores(const std::vector<CorePiece>& pieces) {
    double sum = 0.0;
    for (const CorePiece& p : pieces) {
        sum += p.times * static_cast<double>(p.shape.heads * p.shape.queries) *
               kernel::mean_keys(p.shape);
    }
    return sum;
}

TEST_CASE("one rank runs the whole core") {
    const auto pieces = core_pieces(core(), {});
    REQUIRE(pieces.size() == 1);
    CHECK(pieces[0].shape.queries == 4096);
    CHECK(pieces[0].times == 1.0);
}

TEST_CASE("a ring of 4: its own square once, then half of three others without a mask") {
    const auto pieces = core_pieces(core(), {.cp = 4});
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].shape.queries == 1024);
    CHECK(pieces[0].shape.keys == 1024);
    CHECK(pieces[0].shape.causal);
    CHECK(pieces[1].shape.queries == 1024);
    CHECK(pieces[1].shape.keys == 512);
    CHECK_FALSE(pieces[1].shape.causal);
    CHECK(pieces[1].times == 3.0);
}

TEST_CASE("gathered keys: the first and the last of 8 chunks, 1/8 and all of the keys") {
    const auto pieces = core_pieces(core(), {.cp = 4, .context = ContextExchange::all_gather});
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].shape.queries == 512);
    CHECK(pieces[0].shape.keys == 512);
    CHECK(pieces[1].shape.queries == 512);
    CHECK(pieces[1].shape.keys == 4096);
}

TEST_CASE("exchanged heads see the whole sequence; a hybrid rings over the rest") {
    const auto all = core_pieces(core(), {.cp = 4, .context = ContextExchange::all_to_all});
    REQUIRE(all.size() == 1);
    CHECK(all[0].shape.heads == 2);
    CHECK(all[0].shape.keys == 4096);
    const auto some =
        core_pieces(core(), {.cp = 4, .context = ContextExchange::hybrid, .context_inner = 2});
    REQUIRE(some.size() == 2);
    CHECK(some[0].shape.heads == 4);
    CHECK(some[0].shape.queries == 2048);
    CHECK(some[1].times == 1.0);
}

TEST_CASE("however they exchange, 4 ranks compute a quarter of the scores each") {
    const double quarter = scores(core_pieces(core(), {})) / 4.0;
    for (const ContextExchange way : {ContextExchange::ring, ContextExchange::all_gather,
                                      ContextExchange::all_to_all, ContextExchange::hybrid}) {
        const Plan plan{.cp = 4, .context = way, .context_inner = 2};
        CHECK(scores(core_pieces(core(), plan)) == doctest::Approx(quarter).epsilon(1e-3));
    }
    kernel::Attention windowed = core();
    windowed.window = 100;
    CHECK(scores(core_pieces(windowed, {.cp = 4})) ==
          doctest::Approx(scores(core_pieces(windowed, {})) / 4.0));
}

}  // namespace
}  // namespace foretoken::train
