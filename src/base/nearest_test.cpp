// Does "did you mean" find the typing error, and stay silent otherwise?
#include <doctest/doctest.h>

#include <vector>

#include "base/text.hpp"

using namespace foretoken;

TEST_CASE("a typing error finds its word") {
    const std::vector<std::string> words = {"hidden_dim", "num_layers", "num_heads",
                                            "h100-sxm",   "h200-sxm",   "vocabulary"};
    CHECK(nearest("hiden_dim", words) == "hidden_dim");    // deletion
    CHECK(nearest("num_layerss", words) == "num_layers");  // insertion
    CHECK(nearest("num_haeds", words) == "num_heads");     // swap
    CHECK(nearest("Num-Heads", words) == "num_heads");     // case and dash
    CHECK(nearest("h100_sxm", words) == "h100-sxm");
    CHECK(nearest("vocab", words) == "vocabulary");  // the beginning of a word
    CHECK(nearest("h100", words) == "h100-sxm");
}

TEST_CASE("nothing near, nothing said") {
    const std::vector<std::string_view> words = {"tp", "pp", "bandwidth"};
    CHECK(nearest("", words).empty());
    CHECK(nearest("latency", words).empty());
    CHECK(nearest("x", words).empty());
    CHECK(nearest(std::string(1000, 'b'), words).empty());
    CHECK(nearest("tp", std::vector<std::string_view>{}).empty());
}

TEST_CASE("a change of case is nearer than another letter, and the first of equals wins") {
    const std::vector<std::string_view> words = {"Mbps", "Gbps", "gbp"};
    CHECK(nearest("gbps", words) == "Gbps");
    const std::vector<std::string_view> twins = {"aab", "aac"};
    CHECK(nearest("aad", twins) == "aab");
}
