#include "io/difference.hpp"

#include <doctest/doctest.h>

namespace foretoken::io {
namespace {

TrainScenario sample() {
    TrainScenario s;
    s.model.id = "mini";
    s.model.layers = 2;
    s.cluster.id = "pod";
    s.cluster.accelerators = 64;
    s.cluster.node.nic_bandwidth = {.value = {50e9}, .from = {.source = "sheet"}};
    s.software.id = "frame";
    return s;
}

TEST_CASE("fields in their order, as they are written") {
    TrainScenario b = sample();
    b.cluster.node.nic_bandwidth.value = {100e9};
    b.plan.tp = 8;
    b.plan.recompute = Recompute::full;
    b.plan.stage_layers = {1, 1};
    b.software.overlap_tensor = true;
    b.assumptions = {"anything"};
    CHECK(differences(sample(), b, Detail::brief) ==
          std::vector<Difference>{{"cluster.node.nic_bandwidth", "50 GB/s", "100 GB/s"},
                                  {"plan.tp", "1", "8"},
                                  {"plan.recompute", "none", "full"},
                                  {"plan.stage_layers", "none", "1, 1"},
                                  {"software.overlap_tensor", "false", "true"}});
    CHECK(differences(b, b, Detail::full).empty());
}

TEST_CASE("another model is one difference, unless all are asked for") {
    TrainScenario b = sample();
    b.model.id = "maxi";
    b.model.layers = 9;
    b.model.experts = Experts{.count = 8, .top_k = 2, .ffn = 64};
    CHECK(differences(sample(), b, Detail::brief) ==
          std::vector<Difference>{{"model", "mini", "maxi"}});
    const auto full = differences(sample(), b, Detail::full);
    CHECK(full.size() > 4);
    CHECK(full.front() == Difference{"model.id", "mini", "maxi"});
    CHECK(full.back().before == "none");  // experts, which the first has none of
}

TEST_CASE("of another cluster the number of accelerators is told") {
    TrainScenario b = sample();
    b.cluster.id = "pool";
    b.cluster.node.accelerator.id = "newer";
    b.cluster.accelerators = 128;
    CHECK(
        differences(sample(), b, Detail::brief) ==
        std::vector<Difference>{{"cluster", "pod", "pool"}, {"cluster.accelerators", "64", "128"}});
}

TEST_CASE("a part may change inside a cluster that keeps its name") {
    TrainScenario b = sample();
    b.cluster.node.accelerator.id = "newer";
    b.cluster.node.accelerator.memory.value = {8e10};
    CHECK(differences(sample(), b, Detail::brief) ==
          std::vector<Difference>{{"cluster.node.accelerator", "none", "newer"}});
}

}  // namespace
}  // namespace foretoken::io
