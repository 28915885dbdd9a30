// Where does a figure of a model or of software stand?
#include "model/rows.hpp"

#include "base/account.hpp"

namespace foretoken::model {
namespace {

// Every row has a date; what a scenario says has none.
Provenance in_row(const Provenance& from, const std::string& folder, const std::string& id,
                  const std::string& path) {
    if (from.date.empty()) {
        return account::scenario(path);
    }
    return account::row(from, folder + "/" + id, path.substr(path.find('.') + 1));
}

}  // namespace

Provenance in_row(const Model& m, std::string_view key) {
    return in_row(m.from, "models", m.id, "model." + std::string(key));
}

Provenance in_row(const Software& s, std::string_view key) {
    return in_row(s, s.from, key);
}

Provenance in_row(const Software& s, const Provenance& from, std::string_view key) {
    return in_row(from, "software", s.id, "software." + std::string(key));
}

Account size(std::string name, std::int64_t value, std::string says, const Model& m) {
    const std::string key = name;
    return size(std::move(name), value, std::move(says), m, key);
}

Account size(std::string name, std::int64_t value, std::string says, const Model& m,
             std::string_view key) {
    return account::input(std::move(name), static_cast<double>(value), std::move(says),
                          in_row(m, key));
}

}  // namespace foretoken::model
