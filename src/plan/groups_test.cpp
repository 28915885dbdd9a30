#include "plan/groups.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace foretoken::plan {
namespace {

TEST_CASE("Megatron's order: tensor ranks nearest, then context, data, pipeline") {
    // Ranks of a member: tp + 4 (cp + 2 (dp + 3 pp)).
    const Groups g = groups({.tp = 4, .pp = 5, .cp = 2, .dp = 3});
    CHECK(g.tensor == RankGroup{4, 1});
    CHECK(g.context == RankGroup{2, 4});
    CHECK(g.data == RankGroup{6, 4});  // context and data ranks hold the same weights
    CHECK(g.pipeline == RankGroup{5, 24});
}

TEST_CASE("pipeline inside: stages are nearer than data ranks") {
    const Groups g = groups({.tp = 4, .pp = 5, .dp = 3, .order = RankOrder::tp_cp_pp_dp});
    CHECK(g.tensor == RankGroup{4, 1});
    CHECK(g.pipeline == RankGroup{5, 4});
    CHECK(g.data == RankGroup{3, 20});
}

TEST_CASE("context ranks alone stay near, pipeline inside or not") {
    CHECK(groups({.tp = 2, .pp = 4, .cp = 2, .dp = 1, .order = RankOrder::tp_cp_pp_dp}).data ==
          RankGroup{2, 2});
}

TEST_CASE("experts fold tensor, context and data ranks into one space") {
    // 2 x 1 x 16 = 32 ranks per stage in expert groups of 8: 4 ranks hold the same experts.
    const Groups folded = groups({.tp = 2, .ep = 8, .etp = 1, .dp = 16});
    CHECK(folded.expert == RankGroup{8, 1});
    CHECK(folded.expert_data == RankGroup{4, 8});
    const Groups split = groups({.tp = 2, .ep = 8, .etp = 2, .dp = 16});
    CHECK(split.expert == RankGroup{8, 2});
    CHECK(split.expert_data == RankGroup{2, 16});
}

TEST_CASE("shards span all data ranks, or a part of them in replicas") {
    const Groups all = groups({.tp = 2, .dp = 16, .zero = 3});
    CHECK(all.shard == RankGroup{16, 2});
    CHECK(all.replica.ranks == 1);
    const Groups hybrid = groups({.tp = 2, .dp = 16, .zero = 3, .shard_group = 4});
    CHECK(hybrid.shard == RankGroup{4, 2});
    CHECK(hybrid.replica == RankGroup{4, 8});
}

TEST_CASE("one accelerator is a group of one everywhere") {
    const Groups g = groups({.dp = 1});
    for (const RankGroup& group :
         {g.tensor, g.context, g.data, g.pipeline, g.expert, g.expert_data, g.shard, g.replica}) {
        CHECK(group.ranks == 1);
    }
}

TEST_CASE("DualPipe keeps every stage on two ranks, which reduce its gradients together") {
    const Plan p{.tp = 2, .pp = 4, .ep = 4, .dp = 8, .schedule = Schedule::dualpipe};
    CHECK(groups(p).data == RankGroup{16, 2});
    CHECK(groups(p).expert_data.ranks == 2 * 8 * 2 / 4);
}

}  // namespace
}  // namespace foretoken::plan
