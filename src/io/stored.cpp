// What does the file of a result say, so that its question can be asked again?
#include "io/stored.hpp"

#include <algorithm>
#include <string_view>

namespace foretoken::io {
namespace {

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

std::string text_at(const Tree& map, std::string_view key) {
    const Tree* value = map.kind == Tree::Kind::map ? map.find(key) : nullptr;
    return value == nullptr ? std::string() : value->text;
}

Error fail(const Tree& at, const std::string& file, std::string message, std::string hint) {
    return {.kind = Error::Kind::bad_input,
            .where = file + ":" + std::to_string(at.at.line) + ":" + std::to_string(at.at.column),
            .message = std::move(message),
            .hint = std::move(hint)};
}

// The value at a dotted path; null if there is none.
Tree* at(Tree& root, std::string_view path) {
    Tree* tree = &root;
    while (tree != nullptr && !path.empty()) {
        const auto dot = path.find('.');
        const auto step = path.substr(0, dot);
        path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
        if (tree->kind == Tree::Kind::map) {
            tree = tree->find(step);
        } else if (tree->kind == Tree::Kind::list) {
            const auto index =
                std::find_if(tree->items.begin(), tree->items.end(), [&](const Tree& item) {
                    return std::to_string(&item - tree->items.data()) == step;
                });
            tree = index == tree->items.end() ? nullptr : &*index;
        } else {
            tree = nullptr;
        }
    }
    return tree;
}

// {value, status, source, date}, as the reader takes it, of an entry of `provenance`.
Tree sourced(const Tree& entry, const Tree* value) {
    Tree map;
    map.kind = Tree::Kind::map;
    map.at = value == nullptr ? entry.at : value->at;
    if (value != nullptr) {
        map.entries.push_back({"value", value->at, *value});
    }
    for (const std::string_view key : {"status", "source", "date"}) {
        const Tree* said = entry.find(key);
        if (said != nullptr && (key == "source" || !said->text.empty())) {
            map.entries.push_back({std::string(key), said->at, *said});
        }
    }
    return map;  // an empty source is one: nobody else's shall be taken for it
}

void put_back(const Tree& entry, Tree& scenario) {
    constexpr std::string_view root = "scenario.";
    constexpr std::string_view block = ".provenance";
    const std::string path = text_at(entry, "path");
    if (!begins(path, root)) {
        return;
    }
    const std::string inside = path.substr(root.size());
    const auto end = inside.size() > block.size() ? inside.size() - block.size() : 0;
    if (inside.substr(end) == block) {
        if (Tree* map = at(scenario, inside.substr(0, end));
            map != nullptr && map->kind == Tree::Kind::map && map->find("provenance") == nullptr) {
            map->entries.push_back({"provenance", entry.at, sourced(entry, nullptr)});
        }
        return;
    }
    Tree* figure = at(scenario, inside);
    const bool same = figure != nullptr && figure->kind == Tree::Kind::scalar &&
                      figure->text == text_at(entry, "value");
    if (same) {
        *figure = sourced(entry, figure);
    }
}

bool speaks_of(const std::string& assumption, const std::string& path) {
    // What is said of machines begins with their names; all else begins with its path.
    const bool of_plan = begins(assumption, "workload.") || begins(assumption, "plan.") ||
                         begins(assumption, "software ");
    return begins(assumption, path + " ") || begins(assumption, path + ".") ||
           (begins(path, "cluster") && !of_plan);
}

}  // namespace

bool is_result(const Tree& document) {
    return document.kind == Tree::Kind::map &&
           (document.find("kind") != nullptr ||
            (document.find("scenario") != nullptr && document.find("forecast") != nullptr));
}

Result<Stored> stored(Tree document, const std::string& file) {
    const Tree* kind = document.find("kind");
    if (kind != nullptr && kind->text != "forecast") {
        return fail(*kind, file, "a " + kind->text + " cannot be asked again",
                    "give the result of foretoken train, or a scenario");
    }
    const Tree* form = document.find("foretoken");
    if (form != nullptr && form->text != "1") {
        return fail(*form, file, "form " + form->text + " of a result is not known",
                    "this program reads form 1");
    }
    Tree* scenario = document.find("scenario");
    if (scenario == nullptr || scenario->kind != Tree::Kind::map) {
        return fail(scenario == nullptr ? document : *scenario, file,
                    "a result without a scenario that is a map",
                    "write it again: foretoken train ... --format json");
    }
    Stored out{.scenario = std::move(*scenario),
               .assumptions = {},
               .version = text_at(document, "version"),
               .signature = text_at(document, "signature")};
    if (const Tree* list = document.find("assumptions")) {
        for (const Tree& item : list->items) {
            out.assumptions.push_back(item.text);
        }
    }
    if (const Tree* list = document.find("provenance")) {
        for (const Tree& entry : list->items) {
            put_back(entry, out.scenario);
        }
    }
    return out;
}

std::vector<std::string> still_assumed(const std::vector<std::string>& assumptions,
                                       const Overrides& overrides) {
    std::vector<std::string> list;
    for (const std::string& assumption : assumptions) {
        const bool stale = std::any_of(overrides.begin(), overrides.end(), [&](const auto& set) {
            return speaks_of(assumption, set.first);
        });
        if (!stale) {
            list.push_back(assumption);
        }
    }
    return list;
}

bool deals_ranks(const Overrides& overrides) {
    bool dealt = false;
    for (const auto& [path, value] : overrides) {
        if (path == "plan.dp" || path == "plan") {
            return false;  // it says so itself
        }
        dealt = dealt || path == "plan.tp" || path == "plan.pp" || path == "plan.cp" ||
                path == "cluster" || path == "cluster.accelerators";
    }
    return dealt;
}

}  // namespace foretoken::io
