// How does a document's text become a tree? What both syntaxes share.
#include <algorithm>

#include "io/document_parsers.hpp"

namespace foretoken::io {

bool TreeBuilder::begin(Tree::Kind kind, Position at) {
    if (open_.size() == deepest_nesting) {
        return fail(at, "is nested deeper than " + std::to_string(deepest_nesting));
    }
    Tree tree;
    tree.kind = kind;
    tree.at = at;
    open_.push_back(std::move(tree));
    keyed_.push_back(false);
    return !error_;
}

bool TreeBuilder::end() {
    Tree done = std::move(open_.back());
    open_.pop_back();
    keyed_.pop_back();
    return check_unique(done) && attach(std::move(done));
}

bool TreeBuilder::key(std::string text, Position at) {
    open_.back().entries.push_back({std::move(text), at, {}});
    keyed_.back() = true;
    return !error_;
}

bool TreeBuilder::value(Tree tree) {
    return attach(std::move(tree));
}

bool TreeBuilder::fail(Position at, std::string message, std::string hint) {
    if (!error_) {
        error_ =
            Error{.kind = Error::Kind::bad_input,
                  .where = name_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column),
                  .message = std::move(message),
                  .hint = std::move(hint)};
    }
    return false;
}

bool TreeBuilder::wants_key() const {
    return !open_.empty() && open_.back().kind == Tree::Kind::map && !keyed_.back();
}

bool TreeBuilder::attach(Tree tree) {
    if (++values_ > most_values) {
        return fail(tree.at, "holds over " + std::to_string(most_values) + " values");
    }
    if (open_.empty()) {
        root_ = std::move(tree);
    } else if (open_.back().kind == Tree::Kind::list) {
        open_.back().items.push_back(std::move(tree));
    } else {
        open_.back().entries.back().value = std::move(tree);
        keyed_.back() = false;
    }
    return !error_;
}

bool TreeBuilder::check_unique(const Tree& map) {
    std::vector<const Tree::Entry*> sorted;
    for (const auto& entry : map.entries) {
        sorted.push_back(&entry);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
        return a->key != b->key ? a->key < b->key : a < b;  // twins in the order of the text
    });
    const auto twin =
        std::adjacent_find(sorted.begin(), sorted.end(),
                           [](const auto* a, const auto* b) { return a->key == b->key; });
    if (twin == sorted.end()) {
        return !error_;
    }
    const Tree::Entry& first = **twin;
    const Tree::Entry& second = **(twin + 1);
    return fail(second.at, "\"" + second.key + "\" is given twice",
                "it is first given in line " + std::to_string(first.at.line));
}

}  // namespace foretoken::io
