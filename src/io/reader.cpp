// How does a tree become a value, and what is wrong with it if it does not?
#include "io/reader.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/text.hpp"

namespace foretoken::io {
namespace {

using Kind = Tree::Kind;

std::string_view kind_name(Kind kind) {
    switch (kind) {
        case Kind::null: return "nothing";
        case Kind::scalar: return "a plain value";
        case Kind::list: return "a list";
        case Kind::map: return "a map";
    }
    return "";
}

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 60;
    return "\"" + std::string(text.substr(0, longest)) + (text.size() > longest ? "..." : "") +
           "\"";
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (const auto word : words) {
        text += (text.empty() ? "" : ", ") + std::string(word);
    }
    return text;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    const std::string near = nearest(word, std::span<const std::string_view>(known));
    return near.empty() ? "known: " + joined(known) : "did you mean " + near + "?";
}

const auto& finder(const Presets& presets, const Model*) {
    return presets.model;
}
const auto& finder(const Presets& presets, const Cluster*) {
    return presets.cluster;
}
const auto& finder(const Presets& presets, const Accelerator*) {
    return presets.accelerator;
}
const auto& finder(const Presets& presets, const Software*) {
    return presets.software;
}
const auto& finder(const Presets& presets, const Fabric*) {
    return presets.fabric;
}

bool complete(const Provenance& from) {
    return !from.source.empty() && !from.date.empty();
}

class Reader {
public:
    explicit Reader(const ReadContext& context) : context_(context) {}

    // `fresh`: the value has only its defaults, so required fields must be given here.
    // `named`: the key `preset` was read already.
    Outcome map(const Tree& tree, const Fields& fields, const std::string& path, Provenance from,
                bool fresh, bool named = false);

private:
    // What surrounds one value: its place in the tree and what it inherits.
    struct Scope {
        const Tree& tree;
        const std::string& path;
        const Provenance& from;
        const Rule& rule;
        bool fresh;
        bool base_unit;  // the key has the suffix of the base unit
    };

    Outcome provenance(const Tree& tree, const std::string& path, Provenance& from) const;
    Error unknown(const Tree::Entry& entry, const Fields& fields, const std::string& path) const;
    Outcome missing(const Tree& tree, const Fields& fields, const std::string& path) const;

    Outcome read(const Flag& slot, const Scope& scope) const;
    Outcome read(const Count& slot, const Scope& scope) const;
    Outcome read(const Number& slot, const Scope& scope) const;
    Outcome read(const Text& slot, const Scope& scope) const;
    Outcome read(const Texts& slot, const Scope& scope) const;
    Outcome read(const Counts& slot, const Scope& scope) const;
    Outcome read(const Choice& slot, const Scope& scope) const;
    Outcome read(const Group& slot, const Scope& scope);
    Outcome read(const Maybe& slot, const Scope& scope);
    Outcome read(const Groups& slot, const Scope& scope);
    Outcome read(const Preset& slot, const Scope& scope);
    Outcome read(const Origin&, const Scope&) const { return Done{}; }  // read by map()
    Outcome read(const Unread&, const Scope&) const { return Done{}; }

    Outcome load(const Preset& slot, const Tree& name, const std::string& path) const;
    Result<const Tree*> figure(const Scope& scope, Provenance* at) const;
    Outcome plain(const Scope& scope, const Tree& tree, std::string_view expected) const;
    Outcome in_range(const Scope& scope, const Tree& tree, double value) const;
    Error fail(const Tree& tree, const std::string& path, std::string message,
               std::string hint = "") const;

    const ReadContext& context_;
};

Error Reader::fail(const Tree& tree, const std::string& path, std::string message,
                   std::string hint) const {
    std::string where;
    if (tree.at.line == 0) {
        where = path.empty() ? "flags" : "--set " + path;
    } else {
        where = context_.file + ":" + std::to_string(tree.at.line) + ":" +
                std::to_string(tree.at.column) + (path.empty() ? "" : " " + path);
    }
    return Error{.kind = Error::Kind::bad_input,
                 .where = std::move(where),
                 .message = std::move(message),
                 .hint = std::move(hint)};
}

enum class Match { none, key, base_unit };

Match match(const Field& field, std::string_view key) {
    if (key == field.key) {
        return Match::key;
    }
    const auto* number = std::get_if<Number>(&field.slot);
    if (number == nullptr || key.substr(0, field.key.size()) != field.key) {
        return Match::none;
    }
    const auto suffix = unit_suffix(number->dimension);
    return !suffix.empty() && key.substr(field.key.size()) == suffix ? Match::base_unit
                                                                     : Match::none;
}

Error Reader::unknown(const Tree::Entry& entry, const Fields& fields,
                      const std::string& path) const {
    std::vector<std::string_view> known;
    for (const Field& field : fields) {
        known.push_back(field.key);
    }
    Tree place;
    place.at = entry.at;
    return fail(place, path, "is no known key", did_you_mean(entry.key, known));
}

Outcome Reader::map(const Tree& tree, const Fields& fields, const std::string& path,
                    Provenance from, bool fresh, bool named) {
    if (tree.kind != Kind::map) {
        std::vector<std::string_view> keys;
        for (const Field& field : fields) {
            keys.push_back(field.key);
        }
        return fail(tree, path, "expects a map, not " + std::string(kind_name(tree.kind)),
                    "keys: " + joined(keys));
    }
    const Tree* block = tree.find("provenance");
    if (block != nullptr) {
        const std::string inner = path.empty() ? "provenance" : path + ".provenance";
        if (auto done = provenance(*block, inner, from); !done) {
            return done;
        }
    }
    for (const auto& entry : tree.entries) {
        if (entry.key == "provenance" || (named && entry.key == "preset")) {
            continue;
        }
        const std::string inner = path.empty() ? entry.key : path + "." + entry.key;
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
            return match(candidate, entry.key) != Match::none;
        });
        if (field == fields.end()) {
            return unknown(entry, fields, inner);
        }
        const Scope scope{entry.value, inner, from,
                          field->rule, fresh, match(*field, entry.key) == Match::base_unit};
        auto done = std::visit([&](const auto& slot) { return read(slot, scope); }, field->slot);
        if (!done) {
            return done;
        }
    }
    for (const Field& field : fields) {
        const auto* origin = std::get_if<Origin>(&field.slot);
        if (origin != nullptr && (fresh || block != nullptr)) {
            if (context_.strict && !complete(from)) {
                return fail(tree, path, "has figures without source and date",
                            "add provenance: {status: ..., source: ..., date: ...}");
            }
            *origin->at = from;
        }
    }
    return fresh ? missing(tree, fields, path) : Outcome{Done{}};
}

Outcome Reader::missing(const Tree& tree, const Fields& fields, const std::string& path) const {
    for (const Field& field : fields) {
        const bool given = std::any_of(
            tree.entries.begin(), tree.entries.end(),
            [&](const Tree::Entry& entry) { return match(field, entry.key) != Match::none; });
        if (field.rule.required && !given) {
            return fail(tree, path, "has no " + quoted(field.key),
                        std::string(field.key) + ": " + std::string(field.doc));
        }
    }
    return Done{};
}

// Reads status, source, date and note over what is inherited. A source of its own drops the
// inherited date and note, which speak of another source.
Outcome Reader::provenance(const Tree& tree, const std::string& path, Provenance& from) const {
    if (tree.kind != Kind::map) {
        return fail(tree, path, "expects a map {status, source, date}");
    }
    if (tree.find("source") != nullptr) {
        from.date.clear();
        from.note.clear();
    }
    for (const auto& [key, at, value] : tree.entries) {
        const std::string inner = path + "." + key;
        const Rule rule;
        const Scope scope{value, inner, from, rule, true, false};
        Outcome done = Done{};
        if (key == "status") {
            const auto set = [&](std::size_t index) { from.status = static_cast<Status>(index); };
            done = read(Choice{names(Status{}), nullptr, set}, scope);
        } else if (key == "source" || key == "date" || key == "note") {
            done = read(Text{key == "source" ? &from.source
                             : key == "date" ? &from.date
                                             : &from.note},
                        scope);
        } else if (key != "value") {
            done =
                fail(value, inner, "is no known key", "known: value, status, source, date, note");
        }
        if (!done) {
            return done;
        }
    }
    return Done{};
}

// The scalar of a figure, which may be a map {value, status, source, date, note}.
Result<const Tree*> Reader::figure(const Scope& scope, Provenance* at) const {
    const Tree* value = &scope.tree;
    Provenance from = scope.from;
    if (at != nullptr && scope.tree.kind == Kind::map) {
        if (auto done = provenance(scope.tree, scope.path, from); !done) {
            return done.error();
        }
        value = scope.tree.find("value");
        if (value == nullptr) {
            return fail(scope.tree, scope.path, "has no \"value\"");
        }
    }
    if (at != nullptr) {
        if (context_.strict && !complete(from)) {
            return fail(*value, scope.path, "is a figure without source and date",
                        "add a block provenance: {status: ..., source: ..., date: ...}");
        }
        *at = from;
    }
    return value;
}

Outcome Reader::plain(const Scope& scope, const Tree& tree, std::string_view expected) const {
    if (tree.kind != Kind::scalar) {
        return fail(
            tree, scope.path,
            "expects " + std::string(expected) + ", not " + std::string(kind_name(tree.kind)));
    }
    return Done{};
}

Outcome Reader::in_range(const Scope& scope, const Tree& tree, double value) const {
    const Rule& rule = scope.rule;
    if (value < rule.least) {
        return fail(tree, scope.path,
                    quoted(tree.text) + " is below the least, " + with_digits(rule.least, 6),
                    "write " + with_digits(rule.least, 6) + " or more");
    }
    if (value > rule.most) {
        return fail(tree, scope.path,
                    quoted(tree.text) + " is above the most, " + with_digits(rule.most, 6),
                    "write " + with_digits(rule.most, 6) + " or less");
    }
    return Done{};
}

Outcome Reader::read(const Flag& slot, const Scope& scope) const {
    if (auto done = plain(scope, scope.tree, "true or false"); !done) {
        return done;
    }
    const std::array<std::string_view, 2> spellings{"false", "true"};
    const std::size_t index = index_of(spellings, scope.tree.text);
    if (index == spellings.size()) {
        return fail(scope.tree, scope.path, quoted(scope.tree.text) + " is neither true nor false",
                    "write true or false");
    }
    *slot.at = index == 1;
    return Done{};
}

Outcome Reader::read(const Count& slot, const Scope& scope) const {
    const auto tree = figure(scope, slot.from);
    if (!tree) {
        return tree.error();
    }
    if (auto done = plain(scope, **tree, "a whole number"); !done) {
        return done;
    }
    const auto value = parse_integer((*tree)->text);
    if (!value) {
        return fail(**tree, scope.path, value.error().message, value.error().hint);
    }
    if (*value > largest_count) {
        return fail(**tree, scope.path, quoted((*tree)->text) + " is larger than any count here",
                    "write " + std::to_string(largest_count) + " or less");
    }
    *slot.at = *value;
    return in_range(scope, **tree, static_cast<double>(*value));
}

Outcome Reader::read(const Number& slot, const Scope& scope) const {
    const auto tree = figure(scope, slot.from);
    if (!tree) {
        return tree.error();
    }
    const bool bare = scope.base_unit || slot.dimension == Dimension{};
    if (auto done = plain(scope, **tree, bare ? "a number" : "a number with its unit"); !done) {
        return done;
    }
    const auto value =
        bare ? parse_number((*tree)->text) : parse_base_units((*tree)->text, slot.dimension);
    if (!value) {
        return fail(**tree, scope.path, value.error().message, value.error().hint);
    }
    if (scope.base_unit && *value < 0) {
        return fail(**tree, scope.path, quoted((*tree)->text) + " is negative");
    }
    *slot.at = *value;
    return in_range(scope, **tree, *value);
}

Outcome Reader::read(const Text& slot, const Scope& scope) const {
    if (auto done = plain(scope, scope.tree, "text"); !done) {
        return done;
    }
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(scope.tree.text.begin(), scope.tree.text.end(), control)) {
        return fail(scope.tree, scope.path, "holds a control character",
                    "write it on one line, as plain text");
    }
    *slot.at = scope.tree.text;
    return Done{};
}

Outcome Reader::read(const Texts& slot, const Scope& scope) const {
    if (scope.tree.kind != Kind::list) {
        return fail(scope.tree, scope.path, "expects a list, such as [a, b]");
    }
    slot.at->clear();
    for (const Tree& item : scope.tree.items) {
        if (auto done = plain(scope, item, "a list of texts"); !done) {
            return done;
        }
        slot.at->push_back(item.text);
    }
    return Done{};
}

Outcome Reader::read(const Counts& slot, const Scope& scope) const {
    if (scope.tree.kind != Kind::list) {
        return fail(scope.tree, scope.path, "expects a list of whole numbers, such as [3, 4]");
    }
    slot.at->clear();
    for (const Tree& item : scope.tree.items) {
        if (auto done = plain(scope, item, "a list of whole numbers"); !done) {
            return done;
        }
        const auto value = parse_integer(item.text);
        if (!value) {
            return fail(item, scope.path, value.error().message, value.error().hint);
        }
        if (*value < 0 || *value > largest_count) {
            return fail(item, scope.path, quoted(item.text) + " is no count",
                        "write whole numbers from 0 on");
        }
        slot.at->push_back(*value);
    }
    return Done{};
}

Outcome Reader::read(const Choice& slot, const Scope& scope) const {
    const std::vector<std::string_view> known(slot.names.begin(), slot.names.end());
    if (auto done = plain(scope, scope.tree, "one of " + joined(known)); !done) {
        return done;
    }
    const std::size_t index = index_of(slot.names, scope.tree.text);
    if (index == slot.names.size()) {
        return fail(scope.tree, scope.path,
                    quoted(scope.tree.text) + " is none of " + joined(known),
                    did_you_mean(scope.tree.text, known));
    }
    slot.set(index);
    return Done{};
}

Outcome Reader::read(const Group& slot, const Scope& scope) {
    return map(scope.tree, slot.fields(), scope.path, scope.from, scope.fresh);
}

Outcome Reader::read(const Maybe& slot, const Scope& scope) {
    const bool none = scope.tree.kind == Kind::null ||
                      (scope.tree.kind == Kind::scalar && scope.tree.text == "none");
    if (none) {
        slot.clear();
        return Done{};
    }
    const bool fresh = !slot.present();
    return map(scope.tree, slot.fields(), scope.path, scope.from, fresh);
}

Outcome Reader::read(const Groups& slot, const Scope& scope) {
    if (scope.tree.kind != Kind::list) {
        return fail(scope.tree, scope.path, "expects a list of maps");
    }
    slot.clear();
    for (std::size_t i = 0; i < scope.tree.items.size(); ++i) {
        slot.append();
        auto done = map(scope.tree.items[i], slot.item(i), scope.path + "." + std::to_string(i),
                        scope.from, true);
        if (!done) {
            return done;
        }
    }
    return Done{};
}

Outcome Reader::read(const Preset& slot, const Scope& scope) {
    if (scope.tree.kind == Kind::scalar) {
        return load(slot, scope.tree, scope.path);
    }
    const Tree* name = scope.tree.find("preset");
    if (name != nullptr) {
        if (auto done = load(slot, *name, scope.path); !done) {
            return done;
        }
    }
    const bool fresh = scope.fresh && name == nullptr;
    return map(scope.tree, slot.fields(), scope.path, scope.from, fresh, name != nullptr);
}

Outcome Reader::load(const Preset& slot, const Tree& name, const std::string& path) const {
    if (name.kind != Kind::scalar) {
        return fail(name, path, "expects the name of a preset");
    }
    return std::visit(
        [&](auto* value) -> Outcome {
            const auto& find = finder(context_.presets, value);
            if (!find) {
                return fail(name, path, "cannot be given by name here", "write its fields out");
            }
            auto found = find(name.text);
            if (found) {
                *value = std::move(*found);
                return Done{};
            }
            const Error& error = found.error();
            return error.where.empty() ? fail(name, path, error.message, error.hint) : error;
        },
        slot.value);
}

}  // namespace

Outcome read_fields(const Tree& tree, const Fields& fields, const ReadContext& context) {
    return Reader(context).map(tree, fields, "", context.from, true);
}

Outcome refine_fields(const Tree& tree, const Fields& fields, const ReadContext& context) {
    return Reader(context).map(tree, fields, "", context.from, false);
}

}  // namespace foretoken::io
