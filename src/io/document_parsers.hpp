// How does a document's text become a tree? The two syntaxes behind read_document.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/document.hpp"

namespace foretoken::io {

inline constexpr std::size_t deepest_nesting = 64;
inline constexpr std::size_t most_values = 1'000'000;

// Grows a tree from the events of a parser and refuses what the limits forbid. Every call returns
// false once something was refused; `error` then says what.
class TreeBuilder {
public:
    explicit TreeBuilder(std::string_view name) : name_(name) {}

    bool begin(Tree::Kind kind, Position at);
    bool end();
    bool key(std::string text, Position at);
    bool value(Tree tree);
    bool fail(Position at, std::string message, std::string hint = "");

    bool wants_key() const;
    const std::optional<Error>& error() const { return error_; }
    Tree take() { return std::move(root_); }

private:
    bool attach(Tree tree);
    bool check_unique(const Tree& map);

    std::string name_;
    std::vector<Tree> open_;   // the containers around the next value, outermost first
    std::vector<bool> keyed_;  // beside open_: a key waits for its value
    std::size_t values_ = 0;
    Tree root_;
    std::optional<Error> error_;
};

// `text` is valid UTF-8 without byte order mark.
Result<Tree> parse_yaml(std::string_view text, std::string_view name);
Result<Tree> parse_json(std::string_view text, std::string_view name);

}  // namespace foretoken::io
