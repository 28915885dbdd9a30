// How is an account of a figure put together, looked up and checked?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <foretoken/account.hpp>

namespace foretoken::account {

// A figure of a row of data/: its source and the row, "gpt3 (data/models/gpt-3-175b.yaml, layers)".
// Every row has a date; a figure of another source without one stands in no row.
Provenance row(Provenance from, std::string_view file, std::string_view key);
// What a scenario says: `path` is its place there, "plan.tp".
Provenance scenario(std::string path);
// What follows from figures that are accounted for elsewhere: "step.compute.linear".
Provenance elsewhere(std::string what);

// An input.
Account input(std::string name, double number, std::string says, Provenance from,
              std::string unit = "");
template <class Q>
Account input(std::string name, Q value, std::string says, Provenance from) {
    Account a = input(std::move(name), value.value, std::move(says), std::move(from));
    a.dimension = dimension_of(value);
    return a;
}
template <class Q>
Account input(std::string name, const Sourced<Q>& value, std::string says) {
    return input(std::move(name), value.value, std::move(says), value.from);
}

// An input of 0: what does not happen, and why.
template <class Q>
Account nothing(std::string name, std::string says, std::string why) {
    return input(std::move(name), Q{}, std::move(says), elsewhere(std::move(why)));
}

// What a formula makes of its parts.
struct Made {
    std::string formula;
    std::string where;  // the document that derives it
};
template <class Q>
Account derived(std::string name, Q value, std::string says, Made made,
                std::vector<Account> parts) {
    Account a = input(std::move(name), value, std::move(says), {.status = Status::derived});
    a.formula = std::move(made.formula);
    a.where = std::move(made.where);
    a.parts = std::move(parts);
    return a;
}
Account derived(std::string name, double number, std::string says, Made made,
                std::vector<Account> parts, std::string unit = "");

// With the value that its parts give; not a number if they give none.
Account evaluated(Account account);
// What a formula makes of its parts, computed from them.
template <class Q>
Account formed(std::string name, std::string says, Made made, std::vector<Account> parts) {
    return evaluated(
        derived(std::move(name), Q{}, std::move(says), std::move(made), std::move(parts)));
}

// What an algorithm makes of them.
template <class Q>
Account by_method(std::string name, Q value, std::string says, Made made,
                  std::vector<Account> parts) {
    Account a = derived(std::move(name), value, std::move(says), {"", std::move(made.where)},
                        std::move(parts));
    a.method = std::move(made.formula);
    return a;
}

// The sum of parts of one dimension; names that occur twice get a number. Without parts it is zero
// seconds.
Account sum(std::string name, std::string says, std::vector<Account> parts);

Account named(Account account, std::string name);
// With the input of that name replaced by its own account; as it was if there is none.
Account with(Account account, Account part);

// The part at a dotted path below `root`; names may hold dots themselves. An empty path is the
// root.
const Account* find(const Account& root, std::string_view path);

// What the parts give; nothing for an input or a method, or where the formula cannot be evaluated.
std::optional<double> recomputed(const Account& account);

// Everything in the tree that its own parts do not give, to a relative 1e-9: "path: 3 s, parts
// give 4 s", or a formula that cannot be evaluated, an input without source. Empty if all is well.
std::vector<std::string> faults(const Account& root);

}  // namespace foretoken::account
