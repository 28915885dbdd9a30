#include "base/ledger.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace foretoken::account {
namespace {

Ledger moving() {
    Ledger ledger;
    ledger.note(input("bytes", Bytes{8.0}, "", {.source = "a"}));
    ledger.note(input("link", Bandwidth{4.0}, "", {.source = "b"}));
    ledger.note(input("share", 0.5, "", {.source = "c"}));
    ledger.derive<Bandwidth>("rate", "", {"link * share", "a book"});
    ledger.derive<Seconds>("there", "", {"bytes / rate", "a book"});
    ledger.derive<Seconds>("back", "", {"2 * bytes / rate", "a book"});
    return ledger;
}

TEST_CASE("a formula takes its parts by name, and gives the value") {
    const Account there = moving().at("there");
    CHECK(there.value == 4.0);
    CHECK(there.dimension == dimension_of(Seconds{}));
    REQUIRE(there.parts.size() == 2);
    CHECK(find(there, "rate.share")->value == 0.5);
    CHECK(faults(there).empty());
}

TEST_CASE("a result keeps the value of its function, which the formula must give") {
    const Ledger ledger = moving();
    const Account right = ledger.result("trip", Seconds{12.0}, "", {"there + back", ""}, {"bytes"});
    CHECK(right.parts[0].name == "bytes");
    CHECK(faults(right).empty());
    const Account wrong = ledger.result("trip", Seconds{13.0}, "", {"there + back", ""});
    CHECK(faults(wrong).size() == 1);
}

TEST_CASE("a name that nobody noted is a fault") {
    const Account lost = moving().result("trip", Seconds{1.0}, "", {"there * speed", ""});
    CHECK_FALSE(faults(lost).empty());
    Ledger ledger;
    ledger.derive<Seconds>("never", "", {"1 / 0", ""});
    CHECK(std::isnan(ledger.at("never").value));
}

TEST_CASE("the first figure of a name counts") {
    Ledger ledger = moving();
    ledger.note(input("share", 1.0, "", {.source = "d"}));
    CHECK(ledger.at("share").value == 0.5);
}

TEST_CASE("folding shows parts once and refers to them afterwards") {
    const Account trip =
        folded(moving().result("trip", Seconds{12.0}, "", {"there + back", "a book"}));
    CHECK(find(trip, "there.rate")->parts.size() == 2);
    const Account* again = find(trip, "back.rate");
    CHECK(again->parts.empty());
    CHECK(again->value == 2.0);
    CHECK(again->from.source == "there.rate");
    CHECK(faults(trip).empty());
}

}  // namespace
}  // namespace foretoken::account
