// What are the bounds made of between which the truth lies?
#include "train/confidence_account.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/account.hpp"
#include "train/confidence.hpp"
#include "train/mechanism.hpp"

namespace foretoken::train {
namespace {

constexpr const char* eq_variance = "docs/models/confidence.md, Eq. 1";
constexpr const char* eq_bounds = "docs/models/confidence.md, Eq. 2";

Account constant(std::string name, const Sourced<double>& value, const ConfidenceCalibration& c,
                 std::string says, const char* key) {
    return account::input(std::move(name), value.value, std::move(says),
                          account::row(value.from, "confidence/" + c.id, key));
}

struct Scatter {
    Mechanism mechanism;
    const char* name;
    const char* says;
    const Sourced<double>& value;
};

std::array<Scatter, mechanisms> scatters(const ConfidenceCalibration& c) {
    return {{{Mechanism::products, "products", "matrix products", c.products},
             {Mechanism::attention, "attention", "attention cores", c.attention},
             {Mechanism::mixture, "mixture", "experts and their exchange", c.mixture},
             {Mechanism::streaming, "streaming", "elementwise, casts, optimizer", c.streaming},
             {Mechanism::host, "host", "waiting for the host", c.host},
             {Mechanism::communication, "communication", "visible exchange", c.communication},
             {Mechanism::bubble, "bubble", "filling and draining", c.bubble}}};
}

// Of the step, terms without a fitted constant counted more often.
Account share_of_step(const Forecast& f, const ConfidenceCalibration& c, Mechanism mechanism) {
    std::vector<Account> fitted;
    std::vector<Account> unfitted;
    for (const Term& term : f.terms) {
        if (mechanism_of(term.key) == mechanism && term.time.value > 0.0) {
            const std::string key(term.key);
            const bool assumed = term.source == Status::assumed || term.source == Status::datasheet;
            (assumed ? unfitted : fitted)
                .push_back(account::input(key, term.time, std::string(term.says),
                                          account::elsewhere("step." + key)));
        }
    }
    const char* says = "of the step";
    if (fitted.empty() && unfitted.empty()) {
        return account::nothing<double>("share", says, "it takes no time");
    }
    std::vector<Account> parts{
        account::input("step", f.step, "a whole step", account::elsewhere("step"))};
    std::string time = "fitted";
    if (!fitted.empty()) {
        parts.push_back(account::sum("fitted", "with fitted constants", std::move(fitted)));
    }
    if (!unfitted.empty()) {
        time = parts.size() > 1 ? "(fitted + weight * unfitted)" : "weight * unfitted";
        parts.push_back(account::sum("unfitted", "with assumed constants, or of a data sheet",
                                     std::move(unfitted)));
        parts.push_back(constant("weight", c.unfitted, c, "of what is not fitted", "unfitted"));
    }
    return account::formed<double>("share", says, {time + " / step", eq_variance},
                                   std::move(parts));
}

// "hypot(floor, ...)" of the parts by name.
Account root_of_squares(std::string name, std::string says, std::vector<Account> parts) {
    std::string formula;
    for (const Account& part : parts) {
        formula += (formula.empty() ? "hypot(" : ", ") + part.name;
    }
    return account::formed<double>(std::move(name), std::move(says), {formula + ")", eq_variance},
                                   std::move(parts));
}

Account scattered(std::string name, std::string says, Account share, const Sourced<double>& value,
                  const ConfidenceCalibration& c, const char* key) {
    return account::formed<double>(
        std::move(name), std::move(says), {"share * scatter", eq_variance},
        {std::move(share),
         constant("scatter", value, c, "standard deviation of the logarithm", key)});
}

Account deviation_account(const Forecast& f, const ConfidenceCalibration& c, double distance) {
    std::vector<Account> parts{
        constant("floor", c.floor, c, "of any step, whatever it is made of", "floor"),
        account::formed<double>(
            "far", "because no published run is near", {"per_unit * distance", eq_variance},
            {constant("per_unit", c.distance, c, "per unit of distance", "distance"),
             account::input("distance", distance, "to the nearest published run",
                            account::elsewhere("docs/models/confidence.md, distance"))})};
    for (const Scatter& s : scatters(c)) {
        Account share = share_of_step(f, c, s.mechanism);
        if (share.value > 0.0) {
            parts.push_back(scattered(s.name, s.says, std::move(share), s.value, c, s.name));
        }
    }
    return root_of_squares("deviation", "of the logarithm of the step", std::move(parts));
}

// Of the bytes of a stage: those that `counts` says.
template <class Counts>
Account share_of_memory(const StageMemory& memory, const Counts& counts) {
    const std::string stage = "memory." + std::to_string(memory.stage);
    std::vector<Account> terms;
    for (const MemoryTerm& term : memory.terms) {
        if (counts(term.key) && term.bytes.value > 0.0) {
            const std::string key(term.key);
            terms.push_back(account::input(key, term.bytes, std::string(term.says),
                                           account::elsewhere(stage + "." + key)));
        }
    }
    if (terms.empty()) {
        return account::nothing<double>("share", "of the memory", "nothing is of the kind");
    }
    return account::formed<double>(
        "share", "of the memory", {"bytes / memory", eq_variance},
        {account::sum("bytes", "of the kind", std::move(terms)),
         account::input("memory", memory.total, "of the stage", account::elsewhere(stage))});
}

Account deviation_account(const StageMemory& memory, const ConfidenceCalibration& c) {
    const auto live = [](std::string_view key) { return !is_state(key) && !is_fixed(key); };
    return root_of_squares(
        "deviation", "of the logarithm of the memory",
        {scattered("states", "weights, gradients, optimizer states",
                   share_of_memory(memory, is_state), c.states, c, "states"),
         scattered("live", "what comes and goes", share_of_memory(memory, live), c.live, c, "live"),
         scattered("fixed", "driver and communicators", share_of_memory(memory, is_fixed), c.fixed,
                   c, "fixed")});
}

// A bound below and one above a figure.
template <class Q>
void add_bounds(const std::string& prefix, Account figure, Account deviation, Q low, Q high,
                const ConfidenceCalibration& c, std::vector<Account>& list) {
    const Account quantile =
        constant("quantile", c.quantile, c, "half width in deviations", "quantile");
    const auto add = [&](const char* end, const char* says, const char* with, Q value) {
        list.push_back(
            account::derived(prefix + end, value, says,
                             {figure.name + with + "exp(quantile * deviation)", eq_bounds},
                             {figure, quantile, deviation}));
    };
    add("low", "least, in nine cases of ten", " / ", low);
    add("high", "most, in nine cases of ten", " * ", high);
}

}  // namespace

std::vector<Account> interval_accounts(const Forecast& f, const ConfidenceCalibration& c,
                                       double distance) {
    std::vector<Account> list;
    const Interval bounds = interval(f, c, distance);
    add_bounds("", account::input("step", f.step, "a whole step", account::elsewhere("step")),
               deviation_account(f, c, distance), bounds.low, bounds.high, c, list);
    const auto fullest = std::max_element(
        f.memory.begin(), f.memory.end(),
        [](const StageMemory& a, const StageMemory& b) { return a.total < b.total; });
    if (fullest != f.memory.end() && fullest->total.value > 0.0) {
        add_bounds("memory_",
                   account::input("memory", fullest->total, "of the fullest stage",
                                  account::elsewhere("memory." + std::to_string(fullest->stage))),
                   deviation_account(*fullest, c), bounds.memory_low, bounds.memory_high, c, list);
    }
    return list;
}

}  // namespace foretoken::train
