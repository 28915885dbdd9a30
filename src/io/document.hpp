// What does a YAML or JSON text say, and where in the file does it say it?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <foretoken/result.hpp>

namespace foretoken::io {

// Where a value stands in its text, counted from 1. Line 0: it came from elsewhere, such as a flag.
struct Position {
    std::int64_t line = 0;
    std::int64_t column = 0;
    bool operator==(const Position&) const = default;
};

// One value of a document. Scalars stay text, so `no` is "no" and 1e3 is "1e3".
struct Tree {
    enum class Kind { null, scalar, list, map };
    struct Entry;

    Kind kind = Kind::null;
    std::string text;  // of a scalar
    bool quoted = false;
    Position at;
    std::vector<Tree> items;     // of a list
    std::vector<Entry> entries;  // of a map, in the order of the text; keys are unique

    const Tree* find(std::string_view key) const;
    Tree* find(std::string_view key);
};

struct Tree::Entry {
    std::string key;
    Position at;
    Tree value;
};

Tree scalar(std::string text);

// Reads one document. A text that starts like a JSON object, or whose name ends in .json, is read
// as strict JSON, anything else as YAML without anchors, aliases, tags and merge keys. Errors
// (bad_input, "name:line:column"): over 16 MiB, nested deeper than 64, over a million values, not
// UTF-8, duplicate keys, several documents, nothing at all.
Result<Tree> read_document(std::string_view text, std::string_view name);

// Puts `value` at a dotted path, making maps on the way; numbers step into lists. A scalar in the
// way becomes {preset: scalar}, so that cluster.nics=4 refines cluster: h100-sxm:64. Errors: an
// empty step, a list index out of range.
Outcome override_value(Tree& root, std::string_view path, Tree value);

// The value of a --set: text as YAML if it starts a list, a map or a quote, else a plain scalar.
Result<Tree> read_override(std::string_view text, std::string_view path);

}  // namespace foretoken::io
