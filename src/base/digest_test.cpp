// Is the digest the published one, and does it tell texts apart?
#include "base/digest.hpp"

#include <doctest/doctest.h>

using namespace foretoken;

// Test vectors of the IETF draft "The FNV Non-Cryptographic Hash Algorithm", FNV-1a of 64 bits.
TEST_CASE("the digest is FNV-1a of 64 bits") {
    CHECK(digest("") == "cbf29ce484222325");
    CHECK(digest("a") == "af63dc4c8601ec8c");
    CHECK(digest("foobar") == "85944171f73967e8");
}

TEST_CASE("bytes beyond ASCII and zero bytes count") {
    CHECK(digest(std::string_view("a\0", 2)) != digest("a"));
    CHECK(digest("\xff") != digest("\x7f"));
    CHECK(digest("ab") != digest("ba"));
}
