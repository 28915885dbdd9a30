// How are figures accounted for that share their inputs?
#include "base/ledger.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/expression.hpp"

namespace foretoken::account {

Account reference(const Account& account, const std::string& shown_in) {
    if (account.parts.empty()) {
        return account;
    }
    return {.name = account.name,
            .says = account.says,
            .value = account.value,
            .dimension = account.dimension,
            .unit = account.unit,
            .from = elsewhere(shown_in + "." + account.name)};
}

void Ledger::note(Account account) {
    known_.push_back({.account = std::move(account), .shown_in = ""});
}

Account Ledger::take(std::string_view name, const std::string& of) {
    const auto at = std::find_if(known_.begin(), known_.end(),
                                 [&](const Entry& entry) { return entry.account.name == name; });
    if (at == known_.end()) {
        return {.name = std::string(name)};
    }
    if (at->shown_in.empty()) {
        at->shown_in = of;
        return at->account;
    }
    return reference(at->account, at->shown_in);
}

void Ledger::complete(Account& a) {
    const auto value = evaluate(a.formula, [&](std::string_view name) {
        const auto known = std::find_if(a.parts.begin(), a.parts.end(),
                                        [&](const Account& part) { return part.name == name; });
        if (known != a.parts.end()) {
            return std::optional(known->value);
        }
        a.parts.push_back(take(name, a.name));
        return std::optional(a.parts.back().value);
    });
    a.value = value ? *value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace foretoken::account
