#include "kernel/attention_account.hpp"

#include <doctest/doctest.h>

#include "base/account.hpp"
#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

constexpr Attention causal{
    .heads = 8, .kv_heads = 8, .queries = 1001, .keys = 1001, .qk_dim = 100, .v_dim = 128};

TEST_CASE("an account of a flash kernel says its formula, its keys and its row") {
    KernelCalibration kernels = test_kernels();
    kernels.id = "volta";
    const Account a = attention_forward_account("core", "", causal, test_chip(), kernels);
    CHECK(a.formula == "launch + hypot(compute, memory)");
    CHECK(account::find(a, "compute.seen")->value == 501.0);
    CHECK(account::find(a, "compute.score.qk_padded")->value == 128.0);
    CHECK(account::find(a, "launch")->from.source ==
          "data/kernels/volta.yaml, attention.flash2.launch");
    const Account back = attention_backward_account("core", "", causal, test_chip(), kernels);
    CHECK(account::find(back, "compute.backward_rate")->value == 0.5);
    CHECK(account::find(back, "memory.passes")->value == 2.0);
}

TEST_CASE("a window shows how many queries fill it") {
    Attention windowed = causal;
    windowed.window = 100;
    const Account a = attention_forward_account("core", "", windowed, test_chip(), test_kernels());
    CHECK(account::find(a, "window")->value == 100.0);
    CHECK(account::find(a, "compute.seen.growing")->value == 100.0);
}

TEST_CASE("unfused attention is the sum of its kernels") {
    Attention unfused = causal;
    unfused.kernel = AttentionKernel::unfused;
    unfused.dropout = true;
    unfused.fused_softmax = false;
    const Account a = attention_forward_account("core", "", unfused, test_chip(), test_kernels());
    REQUIRE(a.parts.size() == 5);
    CHECK(a.parts[1].name == "context");
    CHECK(account::find(a, "dropout.bytes.per_score")->value == 5.0);
    const Account b = attention_backward_account("core", "", unfused, test_chip(), test_kernels());
    CHECK(b.parts.size() == 7);
    CHECK(account::find(b, "softmax.bytes.per_score")->value == 6.0);
}

}  // namespace
}  // namespace foretoken::kernel
