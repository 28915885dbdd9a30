// How is an account of a figure put together, looked up and checked?
#include "base/account.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/expression.hpp"
#include "base/text.hpp"

namespace foretoken::account {
namespace {

// Parts are added in another order than terms were, so the last digits may differ.
constexpr double rounding = 1e-9;

const Account* part_named(const Account& account, std::string_view name) {
    const auto at = std::find_if(account.parts.begin(), account.parts.end(),
                                 [&](const Account& part) { return part.name == name; });
    return at == account.parts.end() ? nullptr : &*at;
}

// A small difference of large figures is known as well as those are.
double magnitude(const Account& account) {
    double most = std::abs(account.value);
    for (const Account& part : account.parts) {
        const bool alike = part.dimension == account.dimension;
        most = alike ? std::max(most, std::abs(part.value)) : most;
    }
    return most;
}

void collect(const Account& account, const std::string& path, std::vector<std::string>& out) {
    if (account.parts.empty()) {
        if (account.from.source.empty() || !account.formula.empty()) {
            out.push_back(path + ": an input without source");
        }
        return;
    }
    if (account.method.empty()) {
        const auto again = recomputed(account);
        if (!again) {
            out.push_back(path + ": cannot be computed: " + account.formula);
        } else if (!(std::abs(*again - account.value) <= rounding * magnitude(account))) {
            out.push_back(path + ": " + with_digits(account.value, 12) + ", parts give " +
                          with_digits(*again, 12));
        }
    }
    for (std::size_t i = 0; i < account.parts.size(); ++i) {
        const Account& part = account.parts[i];
        if (part_named(account, part.name) != &part) {
            out.push_back(path + ": two parts are named " + part.name);
        }
        collect(part, path + "." + part.name, out);
    }
}

}  // namespace

Provenance row(Provenance from, std::string_view file, std::string_view key) {
    if (from.date.empty() && !from.source.empty()) {
        return from;
    }
    const std::string place = "data/" + std::string(file) + ".yaml, " + std::string(key);
    from.source = from.source.empty() ? place : from.source + " (" + place + ")";
    return from;
}

Provenance scenario(std::string path) {
    return {.status = Status::given, .source = "scenario: " + std::move(path)};
}

Provenance elsewhere(std::string what) {
    return {.status = Status::derived, .source = std::move(what)};
}

Account input(std::string name, double number, std::string says, Provenance from,
              std::string unit) {
    Account a{.name = std::move(name), .says = std::move(says), .value = number};
    a.unit = std::move(unit);
    a.from = std::move(from);
    return a;
}

Account derived(std::string name, double number, std::string says, Made made,
                std::vector<Account> parts, std::string unit) {
    Account a = input(std::move(name), number, std::move(says), {.status = Status::derived},
                      std::move(unit));
    a.formula = std::move(made.formula);
    a.where = std::move(made.where);
    a.parts = std::move(parts);
    return a;
}

Account evaluated(Account account) {
    account.value = recomputed(account).value_or(std::numeric_limits<double>::quiet_NaN());
    return account;
}

Account sum(std::string name, std::string says, std::vector<Account> parts) {
    Account a{.name = std::move(name), .says = std::move(says)};
    a.from = {.status = Status::derived};
    a.dimension = parts.empty() ? dimension_of(Seconds{}) : parts[0].dimension;
    for (Account& part : parts) {
        a.value += part.value;
        const std::string stem = part.name;
        for (int copy = 2; part_named(a, part.name) != nullptr; ++copy) {
            part.name = stem + "_" + std::to_string(copy);
        }
        a.parts.push_back(std::move(part));
    }
    if (a.parts.empty()) {
        a.from.source = "nothing of the kind happens";
    }
    return a;
}

Account named(Account account, std::string name) {
    account.name = std::move(name);
    return account;
}

Account with(Account account, Account part) {
    for (Account& old : account.parts) {
        if (old.name == part.name) {
            old = std::move(part);
            break;
        }
    }
    return account;
}

const Account* find(const Account& root, std::string_view path) {
    if (path.empty()) {
        return &root;
    }
    for (const Account& part : root.parts) {
        const std::string_view name = part.name;
        if (path.substr(0, name.size()) != name) {
            continue;
        }
        const std::string_view left = path.substr(name.size());
        const bool whole = left.empty() || left[0] == '.';
        const Account* found = whole ? find(part, left.empty() ? left : left.substr(1)) : nullptr;
        if (found != nullptr) {
            return found;
        }
    }
    return nullptr;
}

std::optional<double> recomputed(const Account& account) {
    if (account.parts.empty() || !account.method.empty()) {
        return std::nullopt;
    }
    if (account.formula.empty()) {
        double total = 0.0;
        for (const Account& part : account.parts) {
            total += part.value;
        }
        return total;
    }
    const auto value = evaluate(account.formula, [&](std::string_view name) {
        const Account* part = part_named(account, name);
        return part == nullptr ? std::optional<double>() : part->value;
    });
    return value ? std::optional(*value) : std::nullopt;
}

std::vector<std::string> faults(const Account& root) {
    std::vector<std::string> out;
    collect(root, root.name, out);
    return out;
}

}  // namespace foretoken::account
