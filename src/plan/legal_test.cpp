#include "plan/legal.hpp"

#include <doctest/doctest.h>

#include <string>

#include "model/sample_test.hpp"

namespace foretoken::plan {
namespace {

constexpr Workload workload{.sequence = 4096, .global_batch = 128};

// Llama 2 70B on 64 accelerators unless said otherwise.
Error refused(const Plan& p, const Workload& w = workload, const Model& m = model::llama_70b(),
              std::int64_t accelerators = 64) {
    const auto plan = completed(p, m, w, accelerators);
    if (plan) {
        FAIL("a legal plan");
    }
    CHECK(plan.error().kind == Error::Kind::bad_input);
    return plan.error();
}

Plan accepted(const Plan& p, const Workload& w = workload, const Model& m = model::llama_70b(),
              std::int64_t accelerators = 64) {
    const auto plan = completed(p, m, w, accelerators);
    if (!plan) {
        FAIL(plan.error().where << ": " << plan.error().message);
    }
    return *plan;
}

TEST_CASE("what follows from the rest is filled in") {
    CHECK(accepted({.tp = 8, .pp = 4}).dp == 2);
    CHECK(accepted({.tp = 8, .pp = 4, .dp = 2}).dp == 2);
    CHECK(accepted({.tp = 8, .sequence_parallel = true}).sequence_parallel);
    CHECK_FALSE(accepted({.tp = 1, .sequence_parallel = true}).sequence_parallel);
    CHECK(micro_batches(accepted({.tp = 8, .micro_batch = 4}), workload) == 4);
}

TEST_CASE("sizes are positive, and not absurd") {
    CHECK(refused({.tp = 0}).where == "plan.tp");
    CHECK(refused({.pp = -1}).where == "plan.pp");
    CHECK(refused({.vpp = 0}).where == "plan.vpp");
    CHECK(refused({.cp = 0}).where == "plan.cp");
    CHECK(refused({.ep = 0}).where == "plan.ep");
    CHECK(refused({.etp = 0}).where == "plan.etp");
    CHECK(refused({.micro_batch = 0}).where == "plan.micro_batch");
    CHECK(refused({.tp = 1'000'001}).message == "must be between 1 and 1,000,000, is 1000001");
    CHECK(refused({.zero = 4}).message == "is 4");
    CHECK(refused({.zero = -1}).hint == "ZeRO stages are 0, 1, 2 and 3");
}

TEST_CASE("the sizes fill the cluster") {
    const Error more = refused({.tp = 8, .pp = 10});
    CHECK(more.message == "tp 8 x pp 10 x cp 1 = 80 is more than the 64 accelerators");
    const Error uneven = refused({.tp = 8, .pp = 5});
    CHECK(uneven.message == "tp 8 x pp 5 x cp 1 = 40 does not divide the 64 accelerators");
    CHECK(uneven.hint == "choose sizes whose product divides 64");
    const Error wrong = refused({.tp = 8, .dp = 4});
    CHECK(wrong.where == "plan.dp");
    CHECK(wrong.message == "is 4, but 64 accelerators over tp 8 x pp 1 x cp 1 = 8 leave 8");
    CHECK(wrong.hint == "leave dp out, or give 8");
}

TEST_CASE("tensor ranks divide heads, key-value heads and ffn") {
    Model m = model::llama_70b();
    m.heads = 12;
    m.kv_heads = 12;
    CHECK(refused({.tp = 8}, workload, m).message == "tp 8 does not divide attention heads 12");
    CHECK(refused({.tp = 8}, workload, m).hint == "the next smaller that does is 6");
    CHECK(refused({.tp = 16}, workload, m).message ==
          "tp 16 is larger than the 12 attention heads");
    m = model::llama_70b();
    m.kv_heads = 3;
    CHECK(refused({.tp = 2}, workload, m).message ==
          "tp 2 neither divides the 3 key-value heads nor is a multiple");
    accepted({.tp = 16});  // a multiple of 8 key-value heads: they are repeated
    m = model::llama_70b();
    m.ffn = 28670;
    CHECK(refused({.tp = 4}, workload, m).message == "tp 4 does not divide ffn 28670");
}

TEST_CASE("a pipeline has no more chunks than layers, embedding and output counted") {
    CHECK(refused({.pp = 32, .vpp = 3}).message ==
          "pp 32 x vpp 3 needs more chunks than the 80 layers");
    Model m = model::llama_70b();
    m.layers = 62;
    accepted({.pp = 64}, workload, m);
    CHECK(refused({.pp = 1, .vpp = 2}).where == "plan.vpp");
}

TEST_CASE("a pipeline may shard gradients, and a sharded model may be a pipeline") {
    accepted({.tp = 8, .pp = 2, .zero = 2});
    accepted({.tp = 8, .pp = 2, .zero = 3});
}

TEST_CASE("expert ranks divide the experts and the ranks they are folded into") {
    CHECK(refused({.ep = 2}).message == "ep 2, but Llama 2 70B has no experts");
    const Model m = model::mixture();
    CHECK(refused({.ep = 3}, workload, m).message == "ep 3 does not divide experts 8");
    const Error folded = refused({.ep = 8, .etp = 16}, workload, m);
    CHECK(folded.message == "ep x etp 128 does not divide tp x cp x dp 64");
    accepted({.tp = 2, .ep = 8, .etp = 1}, workload, m);
}

TEST_CASE("routing is said of mixtures alone, and within reason") {
    const auto routed = [](const Routing& r) {
        Workload w = workload;
        w.routing = r;
        return w;
    };
    CHECK(refused({}, routed({.spread = Spread::random})).where == "workload.routing");
    CHECK(refused({.dispatcher = Dispatcher::flex}).where == "plan.dispatcher");
    const auto where = [&](const Routing& r) {
        return refused({}, routed(r), model::mixture()).where;
    };
    CHECK(where({.skew = -1.0}) == "workload.routing.skew");
    CHECK(where({.imbalance = 0.9}) == "workload.routing.imbalance");
    CHECK(where({.capacity = -1.0}) == "workload.routing.capacity");
    CHECK(where({.pad = true}) == "workload.routing.pad");
    accepted({}, routed({.imbalance = 1.5, .capacity = 1.25, .pad = true}), model::mixture());
}

TEST_CASE("the batch is a whole number of rounds") {
    const Error e = refused({.tp = 8, .micro_batch = 3});
    CHECK(e.where == "workload.global_batch");
    CHECK(e.message == "128 sequences are not divisible by micro_batch 3 x dp 8 = 24");
    CHECK(e.hint == "use 120 or 144");
    CHECK(refused({}, {.sequence = 4096, .global_batch = 32}).hint == "use 64");
    CHECK(refused({}, {.sequence = 0, .global_batch = 128}).where == "workload.sequence");
    CHECK(refused({}, {.sequence = 4096, .global_batch = 0}).where == "workload.global_batch");
}

TEST_CASE("context and sequence ranks divide the sequence") {
    const Workload odd{.sequence = 4100, .global_batch = 128};
    CHECK(refused({.cp = 8}, odd).message == "cp 8 does not divide sequence 4100");
    CHECK(refused({.tp = 8, .sequence_parallel = true}, odd).message ==
          "cp x tp 8 does not divide sequence 4100");
    accepted({.tp = 8}, odd);
}

TEST_CASE("shard groups divide the data ranks") {
    CHECK(refused({.zero = 3, .shard_group = 5}).where == "plan.shard_group");
    CHECK(refused({.zero = 3, .shard_group = -1}).where == "plan.shard_group");
    accepted({.zero = 3, .shard_group = 8});
}

TEST_CASE("heads are exchanged among as many context ranks as share them evenly") {
    // Llama 2 70B has 8 key-value heads; tp 4 leaves 2 of them to a rank.
    Plan p{.tp = 4, .cp = 4, .context = ContextExchange::all_to_all};
    const Error many = refused(p);
    CHECK(many.where == "plan.context");
    CHECK(many.message ==
          "all-to-all over cp 4 does not divide the 2 key-value heads of a tensor rank");
    CHECK(many.hint == "set context: ring, or hybrid with context_inner 2");
    p.context = ContextExchange::hybrid;
    CHECK(accepted(p).context_inner == 2);
    p.context_inner = 3;
    CHECK(refused(p).message ==
          "is 3, but must divide cp 4 and the 2 key-value heads of a tensor rank");
    p.context_inner = 4;
    CHECK(refused(p).hint == "the most that does is 2; 0 takes it");
    p.context_inner = -1;
    CHECK(refused(p).where == "plan.context_inner");
    CHECK(refused({.tp = 4, .cp = 4, .context_inner = 2}).hint ==
          "leave context_inner out, or set context: hybrid");
    CHECK(accepted({.tp = 2, .cp = 4, .context = ContextExchange::all_to_all}).context_inner == 0);
}

TEST_CASE("only what is sharded has shard groups, and gradients that can wait") {
    CHECK(refused({.tp = 8, .shard_group = 4}).hint ==
          "leave shard_group out, or set zero to 1, 2 or 3");
    CHECK(accepted({.tp = 8, .zero = 1, .shard_group = 4}).shard_group == 4);
    CHECK(refused({.tp = 8, .zero = 1, .no_sync = true}).where == "plan.no_sync");
    CHECK(accepted({.tp = 8, .zero = 2, .no_sync = true}).no_sync);
}

}  // namespace
}  // namespace foretoken::plan
