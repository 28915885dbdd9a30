// How is a time added up that may have to explain itself?
//
// Closed forms over communication are templates of its time: Seconds, or Traced where an account is
// wanted. Both go through the same lines.
#pragma once

#include <string>
#include <utility>

#include <foretoken/account.hpp>
#include <foretoken/provenance.hpp>

#include "base/account.hpp"
#include "train/hidden.hpp"

namespace foretoken::train {

// A time with its account.
struct Traced {
    Account account = account::sum("", "", {});
    Seconds value() const { return {account.value}; }
};

inline Seconds named(Seconds t, const char*, const char*) {
    return t;
}
inline Traced named(Traced t, const char* name, const char* says) {
    t.account.name = name;
    t.account.says = says;
    return t;
}

// Adding to a sum without a name lengthens it.
inline Traced operator+(Traced a, Traced b) {
    if (a.account.value == 0.0 || b.account.value == 0.0) {
        return a.account.value == 0.0 ? b : a;
    }
    std::vector<Account> parts;
    for (Traced* t : {&a, &b}) {
        if (t->account.name.empty() && t->account.formula.empty()) {
            parts.insert(parts.end(), t->account.parts.begin(), t->account.parts.end());
        } else {
            parts.push_back(std::move(t->account));
        }
    }
    return {account::sum("", "", std::move(parts))};
}

// `what` is counted, for example "buckets".
inline Seconds times(double count, Seconds t, const char*) {
    return count * t;
}
inline Traced times(double count, Traced t, const char* what) {
    if (count == 1.0 || t.account.value == 0.0 || count == 0.0) {
        return count == 0.0 ? Traced{} : t;
    }
    const std::string name = t.account.name;
    t.account.name = name.empty() ? "one" : name;
    Account all = account::derived(
        t.account.name, Seconds{count * t.account.value}, t.account.says,
        {"times * " + t.account.name, "docs/models/data-parallel.md"},
        {account::input("times", count, what, account::elsewhere(what)), t.account});
    return {std::move(all)};
}

// What shows of a communication beside compute, and the compute that is lost.
template <class W>
struct Shown {
    W exposed;
    W contention;
};

struct Beside {
    Seconds compute;
    const char* meanwhile;  // what is computed
};

inline Shown<Seconds> shown(const Beside& beside, Seconds communication,
                            const schedule::Overlap& overlap, const Provenance&) {
    const auto v = schedule::visible(beside.compute, communication, overlap);
    return {v.exposed, v.contention};
}
inline Shown<Traced> shown(const Beside& beside, const Traced& communication,
                           const schedule::Overlap& overlap, const Provenance& slowing) {
    const Hidden h{
        .communication = communication.value(), .beside = beside.compute, .overlap = overlap};
    const std::string& name = communication.account.name;
    Shown<Traced> out{
        {exposed_account(name, communication.account.says, h, communication.account,
                         beside.meanwhile, slowing)},
        {contention_account(name, h, communication.account, beside.meanwhile, slowing)}};
    if (out.exposed.account.name.empty()) {
        out.exposed.account.name = "left";
    }
    if (out.contention.account.name.empty()) {
        out.contention.account.name = "slowed";
    }
    return out;
}

}  // namespace foretoken::train
