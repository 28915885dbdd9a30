// How are figures accounted for that share their inputs?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/quantity.hpp>

#include "base/account.hpp"

namespace foretoken::account {

// The same figure as an input of another formula: its parts are shown in `shown_in`.
Account reference(const Account& account, const std::string& shown_in);

// Figures by name, from which the formulas that follow take their parts. A figure that has parts is
// shown with them where it is used first, and by reference after that.
class Ledger {
public:
    void note(Account account);

    // What a formula makes of the figures noted so far, noted itself; its value is what the formula
    // gives, and not a number if it gives nothing.
    template <class Q>
    void derive(std::string name, std::string says, Made made) {
        Account a = derived(std::move(name), Q{}, std::move(says), std::move(made), {});
        complete(a);
        note(std::move(a));
    }

    // The same for a figure that a function computed, of which the formula is the explanation. Its
    // first parts are those named in `beside`, which the formula need not use.
    template <class Q>
    Account result(std::string name, Q value, std::string says, Made made,
                   const std::vector<std::string>& beside = {}) {
        Account a = derived(std::move(name), value, std::move(says), std::move(made), {});
        for (const std::string& shown : beside) {
            a.parts.push_back(take(shown, a.name));
        }
        complete(a);
        a.value = plain(value);
        return a;
    }

    // The figure of that name as a part of `of`; an input without source if there is none.
    Account take(std::string_view name, const std::string& of);

private:
    struct Entry {
        Account account;
        std::string shown_in;  // the figure of which it was a part first
    };

    static double plain(double number) { return number; }
    template <class Q>
    static double plain(Q quantity) {
        return quantity.value;
    }
    // Adds the parts that the formula names, and sets the value.
    void complete(Account& a);

    std::vector<Entry> known_;
};

}  // namespace foretoken::account
