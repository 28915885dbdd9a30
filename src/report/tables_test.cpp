#include <doctest/doctest.h>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

TEST_CASE("CSV: every term and every byte, in base units") {
    CHECK(csv(sample_answer()) ==
          "section,key,value,unit,source\n"
          "forecast,step,2,s,derived\n"
          "forecast,tokens_per_s_per_accelerator,1000,1/s,derived\n"
          "forecast,mfu,0.5,,derived\n"
          "forecast,peak_memory,32500000000,B,derived\n"
          "term,compute.linear,1.5,s,fitted\n"
          "term,compute.cast,0,s,derived\n"
          "term,pipeline.bubble,0.5,s,derived\n"
          "memory.0,weights,30000000000,B,derived\n"
          "memory.0,fixed,2500000000,B,derived\n");
}

}  // namespace
}  // namespace foretoken::report
