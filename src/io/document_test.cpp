#include "io/document.hpp"

#include <doctest/doctest.h>

#include <string>

namespace foretoken::io {
namespace {

Error refused(std::string_view text, std::string_view name = "t.yaml") {
    const auto tree = read_document(text, name);
    REQUIRE_FALSE(tree);
    CHECK(tree.error().kind == Error::Kind::bad_input);
    return tree.error();
}

std::string repeated(std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        text += piece;
    }
    return text;
}

TEST_CASE("YAML becomes a tree with places") {
    const auto tree = read_document("a: no\nb: [1, 'x']\nc:\n  d: 5 us # half\n  e:\n", "t.yaml");
    REQUIRE(tree);
    CHECK(tree->kind == Tree::Kind::map);
    CHECK(tree->find("a")->text == "no");
    CHECK(tree->find("a")->at == Position{1, 4});
    CHECK(tree->find("b")->items.size() == 2);
    CHECK(tree->find("b")->items[1].quoted);
    CHECK_FALSE(tree->find("b")->items[0].quoted);
    CHECK(tree->find("c")->find("d")->text == "5 us");
    CHECK(tree->find("c")->find("d")->at == Position{4, 6});
    CHECK(tree->find("c")->find("e")->kind == Tree::Kind::null);
    CHECK(tree->find("z") == nullptr);
}

TEST_CASE("JSON becomes the same tree with places") {
    const auto tree =
        read_document("{\n\t\"a\": [1, 2.50, null],\n\t\"b\": {\"c\": true}}", "t.json");
    REQUIRE(tree);
    const auto& a = *tree->find("a");
    CHECK(a.items[0].text == "1");
    CHECK(a.items[0].at == Position{2, 8});
    CHECK(a.items[1].text == "2.50");
    CHECK(a.items[1].at == Position{2, 11});
    CHECK(a.items[2].kind == Tree::Kind::null);
    CHECK(tree->find("b")->find("c")->text == "true");
    CHECK(tree->find("b")->find("c")->at == Position{3, 13});
    CHECK(tree->find("b")->at == Position{3, 7});
}

TEST_CASE("a JSON object is known by its first key, whatever its name") {
    CHECK(read_document("{\"a\": \"\\u00e9\"}", "scenario")->find("a")->text == "\xC3\xA9");
    CHECK(read_document("{a: 1}", "scenario")->find("a")->text == "1");
}

TEST_CASE("what is not one clean document is refused with its place") {
    CHECK(refused("").message == "is empty");
    CHECK(refused("# only a comment\n").message == "is empty");
    CHECK(refused("a: 1\n---\nb: 2\n").message.find("several documents") != std::string::npos);
    CHECK(refused("a: 1\nb: 2\na: 3\n").where == "t.yaml:3:1");
    CHECK(refused("a: 1\nb: 2\na: 3\n").message == "\"a\" is given twice");
    CHECK(refused("{\"a\": 1, \"a\": 2}").where == "t.yaml:1:10");
    CHECK(refused("a: &x 1\nb: *x\n").message.find("anchor") != std::string::npos);
    CHECK(refused("a: !!int 1\n").message.find("tag") != std::string::npos);
    CHECK(refused("[1]: 2\n").message.find("key") != std::string::npos);
    CHECK(refused("a: [1, 2\n").where.substr(0, 7) == "t.yaml:");
    CHECK(refused("a: \xFF\n").where == "t.yaml:1:4");
    CHECK(refused("a: \xC0\x80\n").message == "is not valid UTF-8");
    CHECK(refused(std::string("a: \0b\n", 7)).message == "holds a control character");
    CHECK(refused("{\"a\": NaN}").where == "t.yaml:1:7");
    CHECK(refused("{\"a\": 1", "t.json").message.find("end of input") != std::string::npos);
    CHECK(refused("{\"a\": 1} x", "t.json").where.substr(0, 6) == "t.json");
    CHECK(refused("{\"a\": 1,}", "t.json").where.substr(0, 6) == "t.json");
}

TEST_CASE("hostile sizes are refused before they cost anything") {
    for (const auto* piece : {"[", "{a: ", "- ", "? ", "{\"a\":", "[\n", "- - "}) {
        CAPTURE(piece);
        refused(repeated(piece, 100'000));
    }
    CHECK(refused(std::string(100'000'000, 'a')).message.find("limit") != std::string::npos);
    CHECK(refused("a: [" + repeated("1,", 1'000'001) + "1]").message.find("over") !=
          std::string::npos);
}

TEST_CASE("64 levels are allowed, 65 are not") {
    CHECK(read_document(repeated("[", 64) + repeated("]", 64), "t.yaml"));
    CHECK_FALSE(read_document(repeated("[", 65) + repeated("]", 65), "t.yaml"));
}

TEST_CASE("overrides reach into maps, lists and presets") {
    Tree tree = *read_document("cluster: h100:8\ntiers: [{up: 1}]\nplan: {tp: 2}\n", "t.yaml");
    CHECK(override_value(tree, "cluster.node.nics", scalar("4")));
    CHECK(tree.find("cluster")->find("preset")->text == "h100:8");
    CHECK(tree.find("cluster")->find("node")->find("nics")->text == "4");
    CHECK(override_value(tree, "tiers.0.up", scalar("3")));
    CHECK(tree.find("tiers")->items[0].find("up")->text == "3");
    CHECK(override_value(tree, "plan.tp", scalar("8")));
    CHECK(tree.find("plan")->entries.size() == 1);
    CHECK(tree.find("plan")->find("tp")->text == "8");
    CHECK(tree.find("plan")->find("tp")->at.line == 0);
    CHECK_FALSE(override_value(tree, "tiers.1.up", scalar("3")));
    CHECK_FALSE(override_value(tree, "tiers.x", scalar("3")));
    CHECK_FALSE(override_value(tree, "plan..tp", scalar("3")));
    CHECK_FALSE(override_value(tree, "", scalar("3")));
}

TEST_CASE("an override is plain text unless it is a list or a map") {
    CHECK(read_override("400 Gbps", "x")->text == "400 Gbps");
    CHECK(read_override("a: b", "x")->text == "a: b");
    CHECK(read_override("[1, 2]", "x")->items.size() == 2);
    CHECK_FALSE(read_override("[1, 2", "x"));
    CHECK_FALSE(read_override("\xFF", "x"));
}

}  // namespace
}  // namespace foretoken::io
