// Can any bytes crash the reader of YAML and JSON, or get past its limits?
#include <algorithm>

#include "input.hpp"
#include "io/document.hpp"

namespace {

// The depth of a tree, checking on the way that every value of it has a place in the text.
int depth(const foretoken::io::Tree& tree) {
    foretoken::fuzz::require(tree.at.line >= 1 && tree.at.column >= 1);
    int deepest = 0;
    for (const auto& item : tree.items) {
        deepest = std::max(deepest, depth(item));
    }
    for (const auto& entry : tree.entries) {
        foretoken::fuzz::require(tree.find(entry.key) == &entry.value);  // keys are unique
        deepest = std::max(deepest, depth(entry.value));
    }
    return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = foretoken::fuzz::text(data, size);
    for (const char* name : {"job.yaml", "job.json"}) {
        const auto tree = foretoken::io::read_document(text, name);
        if (tree) {
            foretoken::fuzz::require(depth(*tree) <= 65);
        } else {
            foretoken::fuzz::require(tree.error().where.starts_with(name));
            foretoken::fuzz::require(!tree.error().message.empty());
        }
    }
    return 0;
}
