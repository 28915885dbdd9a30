#include "model/parameters.hpp"

#include <doctest/doctest.h>

#include "model/sample_test.hpp"

namespace foretoken::model {
namespace {

TEST_CASE("a GPT has 12 l h^2 (1 + 13 / 12h + (V + s) / 12lh) parameters") {
    // Narayanan 2021, Eq. 2; the two norms behind it add the last layer norm, 2h.
    const Model m = gpt(96, 12288, 96);
    const double l = 96.0;
    const double h = 12288.0;
    const double expected = 12 * l * h * h * (1 + 13 / (12 * h) + (51200.0 + 2048) / (12 * l * h));
    CHECK(total_parameters(m) == doctest::Approx(expected + 2 * h).epsilon(1e-14));
    CHECK(active_parameters(m) == total_parameters(m));
}

TEST_CASE("a gated model with grouped queries, matrix by matrix") {
    const Model m = llama_70b();
    const double attention = 8192.0 * (8192 + 1024 + 1024) + 8192.0 * 8192;
    const double feed_forward = 3.0 * 8192 * 28672;
    const LayerParameters layer = dense_layer_parameters(m);
    CHECK(layer.split == attention + feed_forward);
    CHECK(layer.replicated == 2.0 * 8192);
    CHECK(layer.experts == 0.0);
    CHECK(embedding_parameters(m) == 32000.0 * 8192);
    CHECK(output_parameters(m) == 32000.0 * 8192);
    CHECK(total_parameters(m) == 80 * layer.total() + 2 * 32000.0 * 8192 + 8192);
    CHECK(total_parameters(m) == 68'976'648'192.0);  // as its weights count
}

TEST_CASE("tying the embeddings saves the output matrix, a parallel block one norm") {
    Model m = llama_70b();
    m.tied_embeddings = true;
    CHECK(total_parameters(llama_70b()) - total_parameters(m) == 32000.0 * 8192);
    m = llama_70b();
    m.parallel_block = true;
    CHECK(total_parameters(llama_70b()) - total_parameters(m) == 80 * 8192.0);
}

TEST_CASE("experts: all of them in the total, top_k of them active") {
    const Model m = mixture();
    const double attention = 4.0 * 64 * 64;
    const double expert = 3.0 * 64 * 32;
    const LayerParameters layer = expert_layer_parameters(m);
    CHECK(layer.experts == 8 * expert);
    CHECK(layer.split == attention + expert);        // the shared expert is like a dense block
    CHECK(layer.replicated == 2.0 * 64 + 64.0 * 8);  // norms and router
    const double dense = attention + 3.0 * 64 * 256 + 2.0 * 64;
    CHECK(total_parameters(m) == dense + 3 * layer.total() + 2 * 1000.0 * 64 + 64);
    CHECK(active_parameters(m) == total_parameters(m) - 3 * 6 * expert);
}

TEST_CASE("latent attention, matrix by matrix") {
    // DeepSeek-V2 (arXiv 2405.04434), section 2.1: down to the ranks, norms, up to the heads.
    Model m = mixture();
    m.experts.reset();
    m.latent =
        LatentAttention{.q_rank = 24, .kv_rank = 16, .nope_dim = 8, .rope_dim = 4, .v_dim = 8};
    const LayerParameters compressed = dense_layer_parameters(m);
    const double feed_forward = 3.0 * 64 * 256;
    CHECK(compressed.split == 24.0 * 4 * 12 + 16.0 * 4 * 16 + 4.0 * 8 * 64 + feed_forward);
    CHECK(compressed.replicated == 64.0 * 24 + 24 + 64.0 * 20 + 16 + 2 * 64);
    m.latent->q_rank = 0;
    const LayerParameters direct = dense_layer_parameters(m);
    CHECK(direct.split == 64.0 * 4 * 12 + 16.0 * 4 * 16 + 4.0 * 8 * 64 + feed_forward);
    CHECK(direct.replicated == 64.0 * 20 + 16 + 2 * 64);
}

TEST_CASE("prediction layers do not count in the total") {
    Model m = mixture();
    const double without = total_parameters(m);
    m.prediction_layers = 1;
    CHECK(total_parameters(m) == without);
}

}  // namespace
}  // namespace foretoken::model
