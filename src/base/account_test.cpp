#include "base/account.hpp"

#include <doctest/doctest.h>

namespace foretoken::account {
namespace {

Account moving() {
    return derived("moving", Seconds{3.0}, "bytes on their way", {"wait + bytes / rate", "a book"},
                   {input("wait", Seconds{1.0}, "", {.source = "a"}),
                    input("bytes", Bytes{8.0}, "", {.source = "b"}),
                    input("rate", Bandwidth{4.0}, "", {.source = "c"})});
}

Account whole() {
    return sum("step", "everything", {named(moving(), "data.moving"), moving()});
}

TEST_CASE("a sum adds up, and keeps its parts apart") {
    const Account step = whole();
    CHECK(step.value == 6.0);
    CHECK(step.dimension == dimension_of(Seconds{}));
    CHECK(sum("step", "", {moving(), moving()}).parts[1].name == "moving_2");
    CHECK(faults(step).empty());
    CHECK(faults(sum("nothing", "", {})).empty());
}

TEST_CASE("a part is found by its path, dots in names or not") {
    const Account step = whole();
    CHECK(find(step, "") == &step);
    CHECK(find(step, "data.moving.rate")->value == 4.0);
    CHECK(find(step, "moving.bytes")->value == 8.0);
    CHECK(find(step, "data") == nullptr);
    CHECK(find(step, "moving.rat") == nullptr);
    CHECK(find(step, "moving.rates") == nullptr);
}

TEST_CASE("a figure that its parts do not give is a fault") {
    Account step = whole();
    step.parts[0].value = 3.1;
    const auto found = faults(step);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == "step: 6, parts give 6.1");
    CHECK(found[1] == "step.data.moving: 3.1, parts give 3");
}

TEST_CASE("a formula of unknown names, an input of nobody, and twins are faults") {
    Account broken = moving();
    broken.formula = "wait + bytes / speed";
    broken.parts[0].from.source.clear();
    broken.parts[2].name = "bytes";
    const auto found = faults(broken);
    REQUIRE(found.size() == 3);
    CHECK(found[0] == "moving: cannot be computed: wait + bytes / speed");
    CHECK(found[1] == "moving.wait: an input without source");
    CHECK(found[2] == "moving: two parts are named bytes");
}

TEST_CASE("an input is replaced by its own account") {
    Account rate = derived("rate", Bandwidth{4.0}, "", {"2 * half", "a book"},
                           {input("half", Bandwidth{2.0}, "", {.source = "d"})});
    const Account deeper = with(moving(), rate);
    CHECK(find(deeper, "rate.half")->value == 2.0);
    CHECK(faults(deeper).empty());
    CHECK(with(moving(), named(rate, "speed")) == moving());
}

TEST_CASE("a formula computes its own value") {
    const std::vector<Account> parts{input("a", Bytes{6.0}, "", {.source = "x"}),
                                     input("b", 2.0, "", {.source = "y"})};
    CHECK(formed<Bytes>("c", "", {"a / b", "a book"}, parts).value == 3.0);
    CHECK(formed<double>("c", "", {"a / d", "a book"}, parts).value !=
          formed<double>("c", "", {"a / d", "a book"}, parts).value);
}

TEST_CASE("a figure of data/ names its row") {
    const Provenance from{.status = Status::fitted, .source = "team", .date = "2026", .note = ""};
    CHECK(row(from, "power/hopper", "idle").source == "team (data/power/hopper.yaml, idle)");
    CHECK(row({.source = "job.yaml"}, "power/hopper", "idle").source == "job.yaml");
    CHECK(row({}, "power/hopper", "idle").source == "data/power/hopper.yaml, idle");
}

TEST_CASE("what an algorithm made is not recomputed, its parts are checked") {
    Account played = by_method("bubble", Seconds{2.0}, "", {"played", "a book"}, {moving()});
    CHECK_FALSE(recomputed(played));
    CHECK(faults(played).empty());
    played.parts[0].value = 4.0;
    CHECK(faults(played).size() == 1);
}

}  // namespace
}  // namespace foretoken::account
