// How much power does a training step draw, and how much energy does it take?
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <foretoken/quantity.hpp>

namespace foretoken {

// What one accelerator, or what stands around it, takes of the energy of a step.
struct EnergyTerm {
    std::string_view key;   // "energy.products"; static storage
    std::string_view says;  // one phrase for a person; static storage
    Seconds time;           // of the step in which it is drawn
    Watts power;            // meanwhile
    Joules energy;          // of one accelerator's share of one step
    bool operator==(const EnergyTerm&) const = default;
};

// Of one step, per accelerator: first the phases of the accelerator itself, whose times add up to
// the step, then its share of the node and of the building.
struct Energy {
    static constexpr std::size_t phases = 4;
    std::array<EnergyTerm, phases + 2> terms;
    Joules total;            // exactly the sum of the terms
    Watts accelerator;       // mean draw of the accelerator itself
    Watts all;               // with its share of node and building
    double per_token = 0.0;  // joules of all accelerators, nodes and the building
    bool operator==(const Energy&) const = default;
};

}  // namespace foretoken
