#include "io/huggingface.hpp"

#include <doctest/doctest.h>

#include <string>

namespace foretoken::io {
namespace {

Model import(std::string_view text) {
    const auto model = import_huggingface(text, "config.json");
    if (!model) {
        FAIL(model.error().where << ": " << model.error().message);
    }
    return *model;
}

TEST_CASE("Llama 3 8B: grouped queries, gated") {
    const Model m = import(R"({"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
        "vocab_size": 128256, "max_position_embeddings": 8192, "tie_word_embeddings": false,
        "hidden_act": "silu", "attention_bias": false, "torch_dtype": "bfloat16"})");
    CHECK(m.layers == 32);
    CHECK(m.kv_heads == 8);
    CHECK(m.head_dim == 128);
    CHECK(m.ffn == 14336);
    CHECK(m.context == 8192);
    CHECK(m.gated);
    CHECK_FALSE(m.biases);
    CHECK_FALSE(m.tied_embeddings);
    CHECK(m.positions == Positions::rotary);
    CHECK_FALSE(m.experts);
}

TEST_CASE("Mixtral 8x7B: a mixture in every layer, no window") {
    const Model m = import(R"({"model_type": "mixtral", "hidden_size": 4096,
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
        "intermediate_size": 14336, "vocab_size": 32000, "num_local_experts": 8,
        "num_experts_per_tok": 2, "sliding_window": null, "tie_word_embeddings": false})");
    REQUIRE(m.experts);
    CHECK(
        *m.experts ==
        Experts{
            .count = 8, .top_k = 2, .ffn = 14336, .shared_ffn = 0, .dense_layers = 0, .every = 1});
    CHECK_FALSE(m.window);
}

TEST_CASE(
    "DeepSeek-V3: latent attention, shared expert, dense first layers, extra prediction layer") {
    const Model m = import(R"({"model_type": "deepseek_v3", "hidden_size": 7168,
        "num_hidden_layers": 61, "num_attention_heads": 128, "num_key_value_heads": 128,
        "intermediate_size": 18432, "moe_intermediate_size": 2048, "n_routed_experts": 256,
        "n_shared_experts": 1, "num_experts_per_tok": 8, "first_k_dense_replace": 3,
        "moe_layer_freq": 1, "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
        "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 129280,
        "num_nextn_predict_layers": 1, "max_position_embeddings": 163840})");
    CHECK(*m.latent ==
          LatentAttention{
              .q_rank = 1536, .kv_rank = 512, .nope_dim = 128, .rope_dim = 64, .v_dim = 128});
    CHECK(*m.experts == Experts{.count = 256,
                                .top_k = 8,
                                .ffn = 2048,
                                .shared_ffn = 2048,
                                .dense_layers = 3,
                                .every = 1});
    CHECK(m.ffn == 18432);
    CHECK(m.head_dim == 192);
    CHECK(m.prediction_layers == 1);
}

TEST_CASE("Gemma 2: own head size, every other layer windowed, tied") {
    const Model m = import(R"({"model_type": "gemma2", "hidden_size": 3584, "head_dim": 256,
        "num_hidden_layers": 42, "num_attention_heads": 16, "num_key_value_heads": 8,
        "intermediate_size": 14336, "vocab_size": 256000, "sliding_window": 4096,
        "hidden_activation": "gelu_pytorch_tanh"})");
    CHECK(m.head_dim == 256);
    CHECK(m.tied_embeddings);
    CHECK(m.gated);
    CHECK(*m.window == Window{.size = 4096, .period = 2, .global_layers = 1});
}

TEST_CASE("GPT-2: old names, learned positions, biases, dropout") {
    const Model m = import(R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12,
        "n_positions": 1024, "n_ctx": 1024, "vocab_size": 50257, "n_inner": null,
        "resid_pdrop": 0.1, "activation_function": "gelu_new"})");
    CHECK(m.ffn == 3072);
    CHECK(m.kv_heads == 12);
    CHECK(m.head_dim == 64);
    CHECK(m.context == 1024);
    CHECK(m.positions == Positions::learned);
    CHECK(m.biases);
    CHECK(m.tied_embeddings);
    CHECK_FALSE(m.gated);
    CHECK(m.dropout == 0.1);
}

TEST_CASE("GPT-OSS: window pattern from the layer list") {
    const Model m = import(R"({"model_type": "gpt_oss", "hidden_size": 2880, "head_dim": 64,
        "num_hidden_layers": 4, "num_attention_heads": 64, "num_key_value_heads": 8,
        "intermediate_size": 2880, "num_local_experts": 32, "num_experts_per_tok": 4,
        "vocab_size": 201088, "sliding_window": 128, "layer_types": ["sliding_attention",
        "full_attention", "sliding_attention", "full_attention"]})");
    CHECK(*m.window == Window{.size = 128, .period = 4, .global_layers = 2});
    CHECK(m.experts->ffn == 2880);
}

TEST_CASE("Llama 4: text section, shared expert, mixture in every second layer") {
    const Model m = import(R"({"model_type": "llama4", "text_config": {"model_type": "llama4_text",
        "hidden_size": 5120, "head_dim": 128, "num_hidden_layers": 48, "num_attention_heads": 40,
        "num_key_value_heads": 8, "intermediate_size": 8192, "intermediate_size_mlp": 16384,
        "num_local_experts": 128, "num_experts_per_tok": 1, "interleave_moe_layer_step": 2,
        "attention_chunk_size": 8192, "vocab_size": 202048}})");
    CHECK(m.ffn == 16384);
    CHECK(*m.experts == Experts{.count = 128,
                                .top_k = 1,
                                .ffn = 8192,
                                .shared_ffn = 8192,
                                .dense_layers = 0,
                                .every = 2});
    CHECK(*m.window == Window{.size = 8192, .period = 4, .global_layers = 1});
}

TEST_CASE("an unknown architecture with the usual keys works") {
    const Model m = import(R"({"model_type": "brandnew", "hidden_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 256, "vocab_size": 100})");
    CHECK(m.id == "brandnew");
    CHECK(m.kv_heads == 4);
}

TEST_CASE("what describes no model is refused") {
    const auto refused = [](std::string_view text) {
        const auto model = import_huggingface(text, "config.json");
        REQUIRE_FALSE(model);
        return model.error().where + " " + model.error().message;
    };
    CHECK(refused("{}") == "config.json:1:1 has no num_hidden_layers");
    CHECK(refused("[]") == "config.json is no JSON object");
    CHECK(refused("") == "config.json is empty");
    CHECK(refused(R"({"num_hidden_layers": -3})") ==
          "config.json:1:23 num_hidden_layers is no whole number");
    CHECK(refused(R"({"num_hidden_layers": 2, "hidden_size": 10, "num_attention_heads": 3,
        "vocab_size": 5, "intermediate_size": 7})") ==
          "config.json hidden 10 is no multiple of heads 3");
    CHECK(refused(R"({"num_hidden_layers": 2, "hidden_size": 12, "num_attention_heads": 3,
        "vocab_size": 5})") == "config.json:1:1 has no intermediate_size");
}

}  // namespace
}  // namespace foretoken::io
