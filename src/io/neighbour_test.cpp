#include "io/neighbour.hpp"

#include <doctest/doctest.h>

#include "io/catalogue.hpp"

namespace foretoken::io {
namespace {

Table runs(const std::string& rows) {
    const auto table = read_csv(
        "id,gpu,active_params_b,arch,precision,n_gpus,tokens_per_s_per_gpu,quality\n" + rows, "t");
    REQUIRE(table);
    return *table;
}

// 8 billion parameters in bf16 on H100.
TrainScenario scenario() {
    const Catalogue catalogue;
    TrainScenario s;
    s.model = *catalogue.model("llama3.1-8b");
    s.cluster = *catalogue.cluster("h100-sxm:64");
    s.workload = {.sequence = 8192, .global_batch = 64, .precision = Precision::bf16};
    return s;
}

TEST_CASE("alike are runs on the same parts, of the same kind, of about the size") {
    const Table table = runs(
        "same,H100-SXM5-80GB,8,dense,bf16,64,9000,A\n"
        "half-as-many-more,H100,11.5,dense,bf16,64,9000,A\n"
        "a-third-fewer,H100,5.6,dense,bf16,64,9000,A\n"
        "other-part,A100-SXM4-80GB,8,dense,bf16,64,9000,A\n"
        "too-large,H100,13,dense,bf16,64,9000,A\n"
        "too-small,H100,5,dense,bf16,64,9000,A\n"
        "mixture,H100,8,moe,bf16,64,9000,A\n"
        "narrow,H100,8,dense,fp8,64,9000,A\n"
        "doubtful,H100,8,dense,bf16,64,9000,C\n"
        "no-speed,H100,8,dense,bf16,64,,A\n");
    CHECK(Neighbourhood(table).alike(scenario()) == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("the same run is nearest, wherever it stands") {
    const Table table = runs(
        "far,A100,175,dense,bf16,1024,100,A\n"
        "near,H100,8,dense,bf16,64,9000,A\n");
    const auto near = Neighbourhood(table).nearest(scenario());
    REQUIRE(near);
    CHECK(near->row == 1);
}

}  // namespace
}  // namespace foretoken::io
