// How much of a communication shows beside compute, and what is that made of?
#include "train/hidden.hpp"

#include <utility>
#include <vector>

#include "base/account.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/training-step.md, Eq. 5";

struct Inputs {
    std::vector<Account> list;
    std::string compute = "beside";         // as far as it is slowed
    std::string stretch = "communication";  // the same
};

// What a formula needs of the two streams; names only what differs from one.
Inputs inputs_of(const Hidden& h, Account communication, const std::string& meanwhile,
                 const Provenance& slowing) {
    Inputs p;
    p.list.push_back(account::named(std::move(communication), "communication"));
    p.list.push_back(account::input("beside", h.beside, meanwhile, account::elsewhere(meanwhile)));
    if (h.overlap.compute_slowdown != 1.0) {
        p.compute = "beside * compute_slowdown";
        p.list.push_back(account::input("compute_slowdown", h.overlap.compute_slowdown,
                                        "of compute beside a collective", slowing));
    }
    if (h.overlap.communication_slowdown != 1.0) {
        p.stretch = "communication * communication_slowdown";
        p.list.push_back(account::input("communication_slowdown", h.overlap.communication_slowdown,
                                        "of a collective beside compute", slowing));
    }
    if (h.tail > 0.0) {
        p.list.push_back(account::input("tail", h.tail, "share with nothing beside it",
                                        account::elsewhere("how finely products are cut up")));
    }
    return p;
}

}  // namespace

Account exposed_account(std::string name, std::string says, const Hidden& h, Account communication,
                        const std::string& meanwhile, const Provenance& slowing) {
    if (h.tail >= 1.0 || h.beside.value <= 0.0) {
        communication.name = std::move(name);
        communication.says = std::move(says);
        return communication;
    }
    Inputs p = inputs_of(h, std::move(communication), meanwhile, slowing);
    const bool stretched = h.overlap.communication_slowdown != 1.0;
    std::string formula =
        "max(0, communication - " + p.compute + (stretched ? " / communication_slowdown)" : ")");
    if (h.tail > 0.0) {
        formula = "tail * communication + (1 - tail) * " + formula;
    }
    return account::derived(std::move(name), h.seen().exposed, std::move(says),
                            {std::move(formula), document}, std::move(p.list));
}

Account contention_account(std::string name, const Hidden& h, Account communication,
                           const std::string& meanwhile, const Provenance& slowing) {
    const Seconds lost = h.seen().contention;
    if (lost.value == 0.0) {
        return account::sum(std::move(name), "", {});
    }
    Inputs p = inputs_of(h, std::move(communication), meanwhile, slowing);
    std::string formula = "min(" + p.stretch + ", " + p.compute + ") * (1 - 1 / compute_slowdown)";
    if (h.tail > 0.0) {
        formula = "(1 - tail) * " + formula;
    }
    return account::derived(std::move(name), lost, "compute slowed by what runs beside it",
                            {std::move(formula), document}, std::move(p.list));
}

}  // namespace foretoken::train
