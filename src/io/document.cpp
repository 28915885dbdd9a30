// What does a YAML or JSON text say, and where in the file does it say it?
#include "io/document.hpp"

#include <algorithm>

#include "io/document_parsers.hpp"
#include "io/plain_text.hpp"

namespace foretoken::io {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// A value that comes from a flag is named by its path: its place in the flag says little.
void forget_places(Tree& tree) {
    tree.at = {};
    for (Tree& item : tree.items) {
        forget_places(item);
    }
    for (Tree::Entry& entry : tree.entries) {
        entry.at = {};
        forget_places(entry.value);
    }
}

// A YAML flow map may start with a brace too, but hardly with a brace and a quoted key.
bool looks_like_json(std::string_view text, std::string_view name) {
    if (ends_with(name, ".json")) {
        return true;
    }
    constexpr std::string_view blank = " \t\r\n";
    const auto brace = text.find_first_not_of(blank);
    if (brace == std::string_view::npos || text[brace] != '{') {
        return false;
    }
    const auto next = text.find_first_not_of(blank, brace + 1);
    return next != std::string_view::npos && text[next] == '"';
}

}  // namespace

const Tree* Tree::find(std::string_view key) const {
    const auto hit = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
    return hit == entries.end() ? nullptr : &hit->value;
}

Tree* Tree::find(std::string_view key) {
    return const_cast<Tree*>(static_cast<const Tree*>(this)->find(key));
}

Tree scalar(std::string text) {
    Tree tree;
    tree.kind = Tree::Kind::scalar;
    tree.text = std::move(text);
    return tree;
}

Result<Tree> read_document(std::string_view text, std::string_view name) {
    if (const auto checked = check_text(text, name, largest_document); !checked) {
        return checked.error();
    }
    text = without_mark(text);
    const bool json = looks_like_json(text, name);
    const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    auto tree = blank  ? Result<Tree>(Tree{})
                : json ? parse_json(text, name)
                       : parse_yaml(text, name);
    if (tree && tree->kind == Tree::Kind::null) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = std::string(name),
                     .message = "is empty",
                     .hint = "foretoken init train prints one to start from"};
    }
    return tree;
}

Outcome override_value(Tree& root, std::string_view path, Tree value) {
    const auto fail = [&](std::string message) {
        return Error{.kind = Error::Kind::usage,
                     .where = "--set " + std::string(path),
                     .message = std::move(message),
                     .hint = "write path.to.key=value, such as plan.tp=8"};
    };
    Tree* tree = &root;
    for (std::string_view rest = path;;) {
        const auto dot = rest.find('.');
        const auto step = rest.substr(0, dot);
        if (step.empty()) {
            return fail("has an empty step in its path");
        }
        if (tree->kind == Tree::Kind::list) {
            const bool digits = step.find_first_not_of("0123456789") == std::string_view::npos;
            const auto index = digits && step.size() < 9 ? std::stoul(std::string(step)) : ~0ul;
            if (index >= tree->items.size()) {
                return fail("\"" + std::string(step) + "\" is no index of a list of " +
                            std::to_string(tree->items.size()));
            }
            tree = &tree->items[index];
        } else {
            if (tree->kind == Tree::Kind::scalar) {
                Tree preset = std::move(*tree);
                *tree = Tree{};
                tree->at = preset.at;
                tree->entries.push_back({"preset", preset.at, std::move(preset)});
            }
            tree->kind = Tree::Kind::map;
            if (tree->find(step) == nullptr) {
                tree->entries.push_back({std::string(step), {}, {}});
            }
            tree = tree->find(step);
        }
        if (dot == std::string_view::npos) {
            *tree = std::move(value);
            return Done{};
        }
        rest.remove_prefix(dot + 1);
    }
}

Result<Tree> read_override(std::string_view text, std::string_view path) {
    if (!text.empty() && std::string_view("[{\"'").find(text.front()) != std::string_view::npos) {
        auto tree = read_document(text, "--set " + std::string(path));
        if (tree) {
            forget_places(*tree);
        }
        return tree;
    }
    const auto checked = check_text(text, "--set " + std::string(path), largest_document);
    if (!checked) {
        return checked.error();
    }
    return scalar(std::string(text));
}

}  // namespace foretoken::io
