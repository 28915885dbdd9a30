#include "report/require.hpp"

#include <doctest/doctest.h>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

bool holds(std::string_view expression) {
    const auto requirement = check(expression, sample_answer().forecast);
    if (!requirement) {
        FAIL(requirement.error().message);
    }
    return requirement->holds;
}

Error refused(std::string_view expression) {
    const auto requirement = check(expression, sample_answer().forecast);
    REQUIRE_FALSE(requirement);
    CHECK(requirement.error().kind == Error::Kind::bad_input);
    return requirement.error();
}

TEST_CASE("the four signs, at the limit and beside it") {
    CHECK(holds("mfu > 0.49"));
    CHECK_FALSE(holds("mfu > 0.5"));
    CHECK(holds("mfu >= 0.5"));
    CHECK(holds("mfu <= 0.5"));
    CHECK_FALSE(holds("mfu < 0.5"));
    CHECK(holds("mfu < 0.51"));
}

TEST_CASE("quantities with their units, in any of them") {
    CHECK(holds("step < 2.1 s"));
    CHECK(holds("step < 2100 ms"));
    CHECK_FALSE(holds("step < 1 s"));
    CHECK(holds("memory < 33 GB"));
    CHECK_FALSE(holds("memory < 30 GiB"));  // 32.2 GB
    CHECK(holds("tokens_per_s_per_accelerator >= 1000"));
    CHECK(holds("pipeline.bubble <= 0.5 s"));
    CHECK_FALSE(holds("compute.linear < 1 s"));
}

TEST_CASE("blanks do not matter") {
    CHECK(holds("mfu>0.4"));
    CHECK(holds("  mfu  >=\t0.4 "));
}

TEST_CASE("what was observed is told") {
    CHECK(check("mfu > 0.4", sample_answer().forecast)->observed == "mfu is 0.5");
    CHECK(check("step < 1 s", sample_answer().forecast)->observed == "step is 2 s");
}

TEST_CASE("what is not understood is an error with a way out") {
    CHECK(refused("mfu = 0.4").message == "is not NAME < VALUE or NAME > VALUE");
    CHECK(refused("mfu >").message == "is not NAME < VALUE or NAME > VALUE");
    CHECK(refused("> 3").message == "is not NAME < VALUE or NAME > VALUE");
    CHECK(refused("mfo > 0.4").message == "unknown quantity \"mfo\"");
    CHECK(refused("mfo > 0.4").hint == "did you mean mfu?");
    CHECK(refused("pipeline.buble < 1 s").hint == "did you mean pipeline.bubble?");
    CHECK(refused("price < 1").hint ==
          "known are step, memory, mfu, tokens_per_s_per_accelerator, watts, joules_per_token and "
          "the terms");
    CHECK(refused("mfu > high").where == "require \"mfu > high\"");
    refused("step < 5");       // seconds or hours?
    refused("memory < 70 s");  // not a size
    refused("mfu > 0.4 > 0.3");
    refused("");
}

TEST_CASE("beside a base, a limit may be a formula of it") {
    const Forecast base = sample_answer().forecast;
    Forecast f = base;
    f.step = {2.02};
    const auto verdict = [&](std::string_view expression) {
        const auto requirement = check(expression, f, &base);
        if (!requirement) {
            FAIL(requirement.error().message);
        }
        return requirement->holds;
    };
    CHECK(verdict("step < 1.02 * base"));
    CHECK_FALSE(verdict("step < 1.005 * base"));
    CHECK_FALSE(verdict("step <= base"));
    CHECK(verdict("memory <= base"));
    CHECK_FALSE(verdict("memory < base"));
    CHECK(verdict("mfu > base * 0.98"));
    CHECK(verdict("compute.linear <= base"));
    CHECK(verdict("step < 2.1 s"));
    CHECK(check("step < base", f, &base)->observed == "step is 2.02 s, that of the base 2 s");
    CHECK(refused("step < base").message == "there is no base here");
    CHECK_FALSE(check("step < base + basis", f, &base));
    CHECK_FALSE(check("step < 2 * base s", f, &base));
}

TEST_CASE("of several conditions the first that is not understood is the answer") {
    const Forecast f = sample_answer().forecast;
    const auto all = check_all({"mfu > 0.4", "step < 1 s"}, f);
    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK((*all)[0].holds);
    CHECK((*all)[1].condition == "step < 1 s");
    CHECK_FALSE((*all)[1].holds);
    const auto none = check_all({"mfu > 0.4", "mfu > x", "nonsense"}, f);
    REQUIRE_FALSE(none);
    CHECK(none.error().where == "require \"mfu > x\"");
}

}  // namespace
}  // namespace foretoken::report
