#include "plan/local.hpp"

#include <doctest/doctest.h>

#include "model/parameters.hpp"
#include "model/sample_test.hpp"

namespace foretoken::plan {
namespace {

using model::Split;

constexpr Workload workload{.sequence = 1024, .global_batch = 32};

double sum_of_stages(const Model& m, const Plan& p) {
    double sum = 0.0;
    for (const Stage& stage : stages(m, p)) {
        sum += local_parameters(m, p, stage).total();
    }
    return sum;
}

TEST_CASE("tokens: micro-batch x sequence, over context ranks, over tensor ranks if split") {
    const Model m = model::gpt(4, 64, 4);
    const LocalTokens plain = local_tokens(m, {.tp = 4, .cp = 2, .micro_batch = 2}, workload);
    CHECK(plain.whole == 1024.0);
    CHECK(plain.sequence == 1024.0);
    CHECK(plain.routed == 0.0);
    const LocalTokens split =
        local_tokens(m, {.tp = 4, .sequence_parallel = true, .cp = 2, .micro_batch = 2}, workload);
    CHECK(split.whole == 1024.0);
    CHECK(split.sequence == 256.0);
}

TEST_CASE("routed rows: what the ranks of an expert group send to one of them") {
    const Model m = model::mixture();  // top_k 2
    // Alone, every token visits two of the rank's own experts; in a balanced group it is as many.
    CHECK(local_tokens(m, {.ep = 1}, workload).routed == 2 * 1024.0);
    CHECK(local_tokens(m, {.ep = 8}, workload).routed == 2 * 1024.0);
    // Tensor ranks send a share of the tokens each; split experts see the tokens of etp ranks.
    CHECK(local_tokens(m, {.tp = 4, .ep = 2, .etp = 1}, workload).routed == 2 * 1024.0 / 4);
    CHECK(local_tokens(m, {.tp = 4, .ep = 1, .etp = 4}, workload).routed == 2 * 1024.0);
}

TEST_CASE("rows and features by split") {
    const LocalTokens tokens{.whole = 8.0, .sequence = 2.0, .routed = 5.0};
    const Plan p{.tp = 4, .etp = 2};
    CHECK(rows(Split::none, tokens) == 8.0);
    CHECK(rows(Split::column, tokens) == 8.0);
    CHECK(rows(Split::sequence, tokens) == 2.0);
    CHECK(rows(Split::experts, tokens) == 5.0);
    CHECK(feature_divisor(Split::none, p) == 1.0);
    CHECK(feature_divisor(Split::sequence, p) == 1.0);
    CHECK(feature_divisor(Split::row, p) == 4.0);
    CHECK(feature_divisor(Split::experts, p) == 2.0);
}

TEST_CASE("stages hold the whole model between them") {
    const Model llama = model::llama_70b();
    const double norm = 8192.0;  // the final norm is on no stage's account
    CHECK(sum_of_stages(llama, {}) == model::total_parameters(llama) - norm);
    CHECK(sum_of_stages(llama, {.pp = 8, .vpp = 2}) == model::total_parameters(llama) - norm);
    const Model mixture = model::mixture();
    CHECK(sum_of_stages(mixture, {.pp = 2}) == model::total_parameters(mixture) - 64.0);
}

TEST_CASE("a tied output is a second copy once embedding and output are apart") {
    const Model m = model::gpt(4, 64, 4);
    const double matrix = 51200.0 * 64;
    CHECK(sum_of_stages(m, {.pp = 2}) - sum_of_stages(m, {.pp = 1}) == matrix);
}

TEST_CASE("tensor ranks divide matrices and repeat norms") {
    const Model m = model::llama_70b();
    const LocalParameters whole = local_layer_parameters(m, {}, false);
    const LocalParameters eighth = local_layer_parameters(m, {.tp = 8}, false);
    const double norms = 2.0 * 8192;
    CHECK(eighth.shared - norms == (whole.shared - norms) / 8);
}

TEST_CASE("expert ranks divide the routed experts alone") {
    const Model m = model::mixture();
    const LocalParameters whole = local_layer_parameters(m, {}, true);
    const LocalParameters part = local_layer_parameters(m, {.ep = 4, .etp = 2}, true);
    CHECK(part.experts == whole.experts / 8);
    CHECK(part.shared == whole.shared);
    CHECK(local_layer_parameters(m, {}, false).experts == 0.0);
}

TEST_CASE("a prediction layer is a layer more on the last stage") {
    Model m = model::mixture();
    const double without = sum_of_stages(m, {});
    m.prediction_layers = 1;
    CHECK(sum_of_stages(m, {}) == without + model::expert_layer_parameters(m).total());
}

TEST_CASE("the vocabulary is padded to 128 rows per tensor rank, or merely divided") {
    Model m = model::gpt(4, 64, 4);
    m.vocabulary = 50257;
    Software software;
    CHECK(local_vocabulary(m, {.tp = 1}, software) == 50304.0);
    CHECK(local_vocabulary(m, {.tp = 8}, software) == 6400.0);  // 51200 in all
    software.padded_vocabulary = false;
    CHECK(local_vocabulary(m, {.tp = 8}, software) == 6283.0);
}

}  // namespace
}  // namespace foretoken::plan
