// In which fields do two scenarios differ?
#include "io/difference.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "io/fields.hpp"
#include "io/writer.hpp"

namespace foretoken::io {
namespace {

// A scenario as a list of paths and texts.
class Flat {
public:
    explicit Flat(TrainScenario scenario) {
        ScenarioFile file;
        file.scenario = std::move(scenario);
        walk(fields(file), "");
    }

    std::vector<std::pair<std::string, std::string>> leaves;
    std::vector<std::pair<std::string, std::string>> names;  // of presets, outer ones first

    const std::string* find(const std::string& path) const {
        const auto at = index_.find(path);
        return at == index_.end() ? nullptr : &leaves[at->second].second;
    }

private:
    void walk(const Fields& fields, const std::string& path) {
        for (const Field& field : fields) {
            const std::string inner =
                path.empty() ? std::string(field.key) : path + "." + std::string(field.key);
            std::visit([&](const auto& slot) { visit(slot, field, inner); }, field.slot);
        }
    }
    void add(const std::string& path, std::string text) {
        index_.emplace(path, leaves.size());
        leaves.emplace_back(path, std::move(text));
    }
    void visit(const Count& slot, const Field& field, const std::string& path) {
        add(path, stated(slot, field.rule) ? value_text(field) : "none");
    }
    void visit(const Number& slot, const Field& field, const std::string& path) {
        add(path, stated(slot, field.rule) ? value_text(field) : "none");
    }
    void visit(const Counts& slot, const Field&, const std::string& path) {
        std::string list;
        for (const std::int64_t item : *slot.at) {
            list += (list.empty() ? "" : ", ") + std::to_string(item);
        }
        add(path, list.empty() ? "none" : list);
    }
    void visit(const Group& slot, const Field&, const std::string& path) {
        walk(slot.fields(), path);
    }
    void visit(const Maybe& slot, const Field&, const std::string& path) {
        if (slot.present()) {
            walk(slot.fields(), path);
        }
    }
    void visit(const Groups& slot, const Field&, const std::string& path) {
        for (std::size_t i = 0; i < slot.size(); ++i) {
            walk(slot.item(i), path + "." + std::to_string(i));
        }
    }
    void visit(const Preset& slot, const Field&, const std::string& path) {
        const std::string name = std::visit(
            [](const auto* value) { return value->id.empty() ? value->name : value->id; },
            slot.value);
        names.emplace_back(path, name.empty() ? "none" : name);
        walk(slot.fields(), path);
    }
    void visit(const Texts&, const Field&, const std::string&) {}  // further names, conditions
    void visit(const Origin&, const Field&, const std::string&) {}
    void visit(const Unread&, const Field&, const std::string&) {}
    template <class Plain>
    void visit(const Plain&, const Field& field, const std::string& path) {
        const std::string text = value_text(field);
        add(path, text.empty() ? "none" : text);
    }

    std::map<std::string, std::size_t> index_;
};

bool below(const std::string& path, const std::string& root) {
    return path.size() > root.size() && path.compare(0, root.size(), root) == 0 &&
           path[root.size()] == '.';
}

// Presets that have another name: what lies below them goes without saying.
std::vector<Difference> renamed(const Flat& before, const Flat& after) {
    std::vector<Difference> list;
    for (std::size_t i = 0; i < before.names.size(); ++i) {
        const auto& [path, name] = before.names[i];
        const bool said = std::any_of(list.begin(), list.end(), [&, at = path](const auto& outer) {
            return below(at, outer.path);
        });
        if (!said && name != after.names[i].second) {
            list.push_back({path, name, after.names[i].second});
        }
    }
    return list;
}

}  // namespace

std::vector<Difference> differences(TrainScenario before, TrainScenario after, Detail detail) {
    const Flat a(std::move(before));
    const Flat b(std::move(after));
    std::vector<Difference> list;
    const auto roots = detail == Detail::brief ? renamed(a, b) : std::vector<Difference>();
    const auto add = [&](const std::string& path, const std::string& from, const std::string& to) {
        const auto root = std::find_if(roots.begin(), roots.end(), [&](const Difference& outer) {
            return below(path, outer.path);
        });
        if (root != roots.end() && path != "cluster.accelerators") {
            if (std::find(list.begin(), list.end(), *root) == list.end()) {
                list.push_back(*root);
            }
        } else if (from != to) {
            list.push_back({path, from, to});
        }
    };
    for (const auto& [path, text] : a.leaves) {
        const std::string* other = b.find(path);
        add(path, text, other == nullptr ? "none" : *other);
    }
    for (const auto& [path, text] : b.leaves) {
        if (a.find(path) == nullptr) {
            add(path, "none", text);
        }
    }
    return list;
}

}  // namespace foretoken::io
