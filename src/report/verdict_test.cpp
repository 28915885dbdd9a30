#include <doctest/doctest.h>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

TEST_CASE("one sentence: who, how fast, how well used, how long, how full") {
    const Answer a = sample_answer();
    CHECK(verdict(a.scenario, a.forecast) ==
          "Mini on 4 x Toy 1: 1000 tokens/s per accelerator, 50 TFLOP/s each (MFU 50%), a step of "
          "8,000 tokens every 2 s, 32.5 GB of 80.0 GB memory");
}

TEST_CASE("what does not fit is said at the end") {
    Answer a = sample_answer();
    a.forecast.memory_capacity = {32e9};
    const std::string said = verdict(a.scenario, a.forecast);
    const std::string end = "32.5 GB of 32.0 GB memory: it does not fit";
    CHECK(said.substr(said.size() - end.size()) == end);
}

}  // namespace
}  // namespace foretoken::report
