// How are figures accounted for that share their inputs?
#include "base/ledger.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/expression.hpp"

namespace foretoken::account {
namespace {

// A figure that has been shown with its parts, and where.
struct Shown {
    Account account;
    std::string path;
};

void fold(Account& account, const std::string& path, std::vector<Shown>& shown) {
    if (account.parts.empty()) {
        return;
    }
    const auto before = std::find_if(shown.begin(), shown.end(),
                                     [&](const Shown& other) { return other.account == account; });
    if (before != shown.end()) {
        account.formula.clear();
        account.method.clear();
        account.where.clear();
        account.parts.clear();
        account.from = elsewhere(before->path);
        return;
    }
    shown.push_back({.account = account, .path = path});
    for (Account& part : account.parts) {
        fold(part, path.empty() ? part.name : path + "." + part.name, shown);
    }
}

}  // namespace

Account folded(Account root) {
    std::vector<Shown> shown;
    fold(root, "", shown);
    return root;
}

void Ledger::note(Account account) {
    known_.push_back(std::move(account));
}

Account Ledger::at(std::string_view name) const {
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [&](const Account& known) { return known.name == name; });
    return found == known_.end() ? Account{.name = std::string(name)} : *found;
}

double Ledger::complete(Account& a) const {
    const auto value = evaluate(a.formula, [&](std::string_view name) {
        const auto known = std::find_if(a.parts.begin(), a.parts.end(),
                                        [&](const Account& part) { return part.name == name; });
        if (known != a.parts.end()) {
            return std::optional(known->value);
        }
        a.parts.push_back(at(name));
        return std::optional(a.parts.back().value);
    });
    return value ? *value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace foretoken::account
