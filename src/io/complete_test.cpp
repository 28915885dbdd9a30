#include "io/complete.hpp"

#include <doctest/doctest.h>

namespace foretoken::io {
namespace {

Model model() {
    Model m;
    m.layers = 4;
    m.hidden = 64;
    m.heads = 8;
    m.ffn = 256;
    m.vocabulary = 100;
    return m;
}

Error refused(Model m) {
    const auto done = complete(m);
    REQUIRE_FALSE(done);
    return done.error();
}

Cluster cluster() {
    Cluster c;
    c.accelerators = 16;
    c.domain = 0;
    c.node.nic_bandwidth.value = {50e9};
    c.node.accelerator.scale_up.kind = ScaleUpKind::switched;
    c.node.accelerator.scale_up.bandwidth.value = {450e9};
    c.node.accelerator.scale_up.domain = 8;
    return c;
}

Error refused(Cluster c) {
    const auto done = complete(c);
    REQUIRE_FALSE(done);
    return done.error();
}

TEST_CASE("heads follow from what is given") {
    Model m = model();
    REQUIRE(complete(m));
    CHECK(m.kv_heads == 8);
    CHECK(m.head_dim == 8);
}

TEST_CASE("sizes that no model has are refused") {
    Model m = model();
    m.layers = 10'001;
    CHECK(refused(m).message == "layers 10001 is no size of a model");
    CHECK(refused(m).hint == "between 1 and 10000");
    m = model();
    m.heads = 0;
    CHECK(refused(m).message == "heads 0 is no size of a model");
    m = model();
    m.vocabulary = -1;
    CHECK(refused(m).message == "vocabulary -1 is no size of a model");
}

TEST_CASE("experts need a layer to be in") {
    Model m = model();
    m.experts = Experts{.count = 4, .top_k = 2, .ffn = 16, .dense_layers = 4};
    CHECK(refused(m).message == "experts.dense_layers 4 leaves none of 4 layers to the experts");
    m.experts->dense_layers = 3;
    CHECK(complete(m));
    m.experts->top_k = 5;
    CHECK(refused(m).message == "a token cannot visit 5 of 4 experts");
}

TEST_CASE("a domain is a part of a node, a node, or several") {
    Cluster c = cluster();
    REQUIRE(complete(c));
    CHECK(c.domain == 8);
    CHECK(refused([](Cluster few) {
              few.domain = 2;
              return few;
          }(c))
              .message == "accelerators of one node have no way to each other");
    c.node.accelerator.host_link.value = {50e9};
    for (const std::int64_t domain : {1, 2, 4, 8, 16, 72}) {
        c.domain = domain;
        CHECK(complete(c));
    }
    c.domain = 3;
    CHECK(refused(c).message == "domain 3 is neither a part of a node of 8 nor several nodes");
}

TEST_CASE("a domain needs links that carry something") {
    Cluster c = cluster();
    c.node.accelerator.scale_up.bandwidth.value = {};
    CHECK(refused(c).hint == "give accelerator.scale_up.bandwidth, or domain: 1");
    c.domain = 1;
    c.node.accelerator.host_link.value = {50e9};
    CHECK(complete(c));
    c.node.nics = 0;
    CHECK(refused(c).message == "several nodes need a network, and the node has none");
}

TEST_CASE("nodes are filled") {
    Cluster c = cluster();
    c.accelerators = 12;
    CHECK(refused(c).hint == "take 8 or 16");
    c.accelerators = 6;
    c.domain = 0;
    REQUIRE(complete(c));
    CHECK(c.domain == 6);
}

}  // namespace
}  // namespace foretoken::io
