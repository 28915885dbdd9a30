#include "report/phrases.hpp"

#include <doctest/doctest.h>

namespace foretoken::report {
namespace {

TEST_CASE("a plan names what it uses") {
    CHECK(plan_phrase({.dp = 8}) == "tp 1, pp 1, dp 8, micro-batch 1, recompute none");
    CHECK(plan_phrase({.tp = 8,
                       .sequence_parallel = true,
                       .pp = 4,
                       .vpp = 2,
                       .cp = 2,
                       .ep = 16,
                       .etp = 2,
                       .dp = 3,
                       .zero = 3,
                       .shard_group = 2,
                       .micro_batch = 5,
                       .recompute = Recompute::selective}) ==
          "tp 8 sp, pp 4, vpp 2, cp 2, ep 16, etp 2, dp 3, zero 3, shard group 2, micro-batch 5, "
          "recompute selective");
}

TEST_CASE("a workload, with commas") {
    CHECK(workload_phrase({.sequence = 2048, .global_batch = 1536, .precision = Precision::fp16}) ==
          "sequence 2,048, global batch 1,536, fp16");
    Workload tuned{.sequence = 4096, .global_batch = 32, .precision = Precision::bf16};
    tuned.tuning.method = Method::lora;
    tuned.packing = {.fill = Fill::packed, .mean = 500.0};
    CHECK(workload_phrase(tuned) ==
          "sequence 4,096, global batch 32, bf16, LoRA of rank 16, packed documents of 500 tokens");
}

TEST_CASE("memory in the unit of data sheets, one digit after the point") {
    CHECK(gigabytes({80e9}) == "80.0 GB");
    CHECK(gigabytes({0.04e9}) == "0.0 GB");
    CHECK(gigabytes({1234.56e9}) == "1,234.6 GB");
}

TEST_CASE("names are those that files use") {
    CHECK(std::string(status_name(Status::measured)) == "measured");
    CHECK(std::string(status_name(Status::derived)) == "derived");
    CHECK(std::string(precision_name(Precision::nvfp4)) == "nvfp4");
    CHECK(std::string(recompute_name(Recompute::full)) == "full");
}

}  // namespace
}  // namespace foretoken::report
