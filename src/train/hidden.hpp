// How much of a communication shows beside compute, and what is that made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>
#include <foretoken/calibration.hpp>

#include "schedule/overlap.hpp"

namespace foretoken::train {

// The slow-down of kernels that share an accelerator with a collective's.
inline schedule::Overlap slowed(const CollectiveCalibration& wires) {
    return {.compute_slowdown = wires.compute_slowdown,
            .communication_slowdown = wires.communication_slowdown};
}

// A communication, of which `tail` has nothing beside it and the rest runs beside compute that
// takes as long in proportion (docs/models/training-step.md, Eq. 5).
struct Hidden {
    Seconds communication;
    Seconds beside;     // all the compute that could hide it
    double tail = 0.0;  // share of either that is out of step: 1 = nothing is hidden
    schedule::Overlap overlap;

    schedule::Visible seen() const {
        schedule::Visible v = schedule::visible(beside, communication, overlap);
        v.exposed = (1.0 - tail) * v.exposed + tail * communication;
        v.contention = (1.0 - tail) * v.contention;
        return v;
    }
};

// Accounts of seen().exposed and seen().contention. `communication` accounts for the time of the
// communication, `meanwhile` says what it runs beside, `slowing` whose the overlap's figures are.
Account exposed_account(std::string name, std::string says, const Hidden& hidden,
                        Account communication, const std::string& meanwhile,
                        const Provenance& slowing);
Account contention_account(std::string name, const Hidden& hidden, Account communication,
                           const std::string& meanwhile, const Provenance& slowing);

}  // namespace foretoken::train
