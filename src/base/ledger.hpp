// How are figures accounted for that share their inputs?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/quantity.hpp>

#include "base/account.hpp"

namespace foretoken::account {

// The tree with each figure's parts shown once, where a reader meets it first; after that it is an
// input whose source is the path of that place below `root`: "compute.waves.tiles".
Account folded(Account root);

// Figures by name, from which the formulas that follow take their parts.
class Ledger {
public:
    // A name that is noted twice keeps its first figure.
    void note(Account account);

    // What a formula makes of the figures noted so far, noted itself; its value is what the formula
    // gives, and not a number if it gives nothing.
    template <class Q>
    void derive(std::string name, std::string says, Made made) {
        Account a = derived(std::move(name), Q{}, std::move(says), std::move(made), {});
        a.value = complete(a);
        note(std::move(a));
    }

    // The same, not noted, for a figure that a function computed and the formula explains. Its
    // first parts are those named in `beside`, which the formula need not use.
    template <class Q>
    Account result(std::string name, Q value, std::string says, Made made,
                   const std::vector<std::string>& beside = {}) const {
        Account a = derived(std::move(name), value, std::move(says), std::move(made), {});
        for (const std::string& shown : beside) {
            a.parts.push_back(at(shown));
        }
        complete(a);
        return a;
    }

    // The figure of that name; an input without source if there is none.
    Account at(std::string_view name) const;

private:
    // Adds the parts that the formula names; what it gives.
    double complete(Account& a) const;

    std::vector<Account> known_;
};

}  // namespace foretoken::account
