#include "model/operators.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "model/sample_test.hpp"

namespace foretoken::model {
namespace {

const Operator& named(const std::vector<Operator>& list, std::string_view name) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Operator& op) { return op.name == name; });
    REQUIRE(found != list.end());
    return *found;
}

bool has(const std::vector<Operator>& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Operator& op) { return op.name == name; });
}

double saved(const std::vector<Operator>& list) {
    double sum = 0.0;
    for (const Operator& op : list) {
        sum += op.saved_bytes;
    }
    return sum;
}

TEST_CASE("products are split by column in, by row out") {
    const auto list = attention_operators(llama_70b(), Software{});
    const Operator& in = named(list, "attention.qkv");
    CHECK(in.n == 8192 + 2 * 1024);
    CHECK(in.k == 8192);
    CHECK(in.split == Split::column);
    const Operator& out = named(list, "attention.out");
    CHECK(out.n == 8192);
    CHECK(out.k == 8192);
    CHECK(out.split == Split::row);
    CHECK(out.saved_split == Split::row);
    const auto dense = dense_operators(llama_70b(), Software{});
    CHECK(named(dense, "mlp.up").n == 2 * 28672);
    CHECK(named(dense, "mlp.down").k == 28672);
}

TEST_CASE("a GPT layer saves 34 h bytes per token, 13 h of them in attention") {
    // Korthikanti 2022, section 4.1: attention 11, feed-forward 19, two norms of 2 each.
    const Model m = gpt(1, 1024, 8);
    CHECK(saved(attention_operators(m, Software{})) == 13 * 1024.0);
    CHECK(saved(dense_operators(m, Software{})) == 21 * 1024.0);
}

TEST_CASE("a gated layer without dropout saves no masks, but both halves of the gate") {
    // qkv inputs and core: 2 + 2 + 2 (1 + 2/8) h + 2h; mlp: norm 2, up 2, gate 4 f/h, down 2 f/h.
    const Model m = llama_70b();
    CHECK(saved(attention_operators(m, Software{})) == (2 + 2 + 2 * 1.25 + 2) * 8192.0);
    CHECK(saved(dense_operators(m, Software{})) == 4 * 8192.0 + 6 * 28672.0);
}

TEST_CASE("software that fuses less moves more, and saves the same") {
    Software apart;
    apart.fused_elementwise = false;
    const Model m = gpt(1, 1024, 8);
    const auto total = [](const std::vector<Operator>& list) {
        double sum = 0.0;
        for (const Operator& op : list) {
            sum += op.forward_elements + op.backward_elements;
        }
        return sum;
    };
    CHECK(has(attention_operators(m, apart), "attention.bias"));
    CHECK_FALSE(has(attention_operators(m, Software{}), "attention.bias"));
    CHECK(total(dense_operators(m, apart)) > total(dense_operators(m, Software{})));
    CHECK(saved(dense_operators(m, apart)) == saved(dense_operators(m, Software{})));
}

TEST_CASE("step by step a gate is kept too, and rotation takes nine passes for two") {
    Software apart;
    apart.fused_elementwise = false;
    const Model m = llama_70b();
    const double f = 28672.0;
    // Forward 3 f passes become 5, backward 5 become 8; the gate's output is one more tensor.
    CHECK(saved(dense_operators(m, apart)) == saved(dense_operators(m, Software{})) + 2 * f);
    const auto passes = [](const std::vector<Operator>& list, std::string_view name) {
        for (const Operator& op : list) {
            if (op.name == name) {
                return op.forward_elements + op.backward_elements;
            }
        }
        return 0.0;
    };
    CHECK(passes(dense_operators(m, Software{}), "mlp.activation") == 8 * f);
    CHECK(passes(dense_operators(m, apart), "mlp.activation") == 13 * f);
    const double rotated = 8192.0 + 1024.0;
    CHECK(passes(attention_operators(m, Software{}), "attention.rope") == 4 * rotated);
    CHECK(passes(attention_operators(m, apart), "attention.rope") == 18 * rotated);
}

TEST_CASE("rotary positions are an operator, learned ones are not") {
    CHECK(has(attention_operators(llama_70b(), Software{}), "attention.rope"));
    CHECK_FALSE(has(attention_operators(gpt(1, 1024, 8), Software{}), "attention.rope"));
}

TEST_CASE("a mixture has a router in 16 bit, routed and shared products") {
    const auto list = expert_operators(mixture(), Software{});
    CHECK_FALSE(named(list, "moe.router").low_precision);
    CHECK(named(list, "moe.router").n == 8);
    CHECK(named(list, "moe.up").kind == OperatorKind::expert_gemm);
    CHECK(named(list, "moe.up").n == 2 * 32);
    CHECK(named(list, "moe.down").split == Split::experts);
    CHECK(named(list, "moe.shared_up").split == Split::column);
    CHECK(named(list, "moe.shared_down").split == Split::row);
    Model lonely = mixture();
    lonely.experts->shared_ffn = 0;
    CHECK_FALSE(has(expert_operators(lonely, Software{}), "moe.shared_up"));
}

TEST_CASE("latent attention goes down to its ranks and up to the heads") {
    Model m = mixture();
    m.latent =
        LatentAttention{.q_rank = 24, .kv_rank = 16, .nope_dim = 8, .rope_dim = 4, .v_dim = 10};
    const auto list = attention_operators(m, Software{});
    CHECK(named(list, "attention.q_down").split == Split::none);
    CHECK(named(list, "attention.q_up").n == 4 * 12);
    CHECK(named(list, "attention.kv_down").n == 16 + 4);
    CHECK(named(list, "attention.kv_up").n == 4 * (8 + 10));
    CHECK(named(list, "attention.out").k == 4 * 10);
    m.latent->q_rank = 0;
    CHECK(named(attention_operators(m, Software{}), "attention.q").k == 64);
}

TEST_CASE("which layers are mixtures, which have a window") {
    Model m = mixture();
    CHECK_FALSE(is_expert_layer(m, 0));
    CHECK(is_expert_layer(m, 1));
    m.experts->dense_layers = 0;
    m.experts->every = 2;  // every second layer, the second first
    CHECK_FALSE(is_expert_layer(m, 0));
    CHECK(is_expert_layer(m, 1));
    CHECK_FALSE(is_expert_layer(m, 2));
    CHECK_FALSE(is_expert_layer(llama_70b(), 0));
    CHECK_FALSE(is_windowed_layer(m, 0));
    m.window = Window{.size = 8, .period = 4, .global_layers = 1};
    CHECK_FALSE(is_windowed_layer(m, 0));
    CHECK(is_windowed_layer(m, 3));
    CHECK_FALSE(is_windowed_layer(m, 4));
}

}  // namespace
}  // namespace foretoken::model
