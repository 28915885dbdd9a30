// What does an accelerator do during a term of the step, so far as its power is concerned?
#pragma once

#include <string_view>

namespace foretoken::train {

// In the order of Energy::terms.
enum class Phase { products, memory, communication, waiting };

// A kind of time that is not known here moves data, so it counts as communication.
constexpr Phase phase_of(std::string_view key) {
    const auto begins = [&](std::string_view with) { return key.substr(0, with.size()) == with; };
    if (key == "compute.elementwise" || key == "compute.cast" || begins("optimizer")) {
        return Phase::memory;
    }
    if (begins("compute.")) {
        return Phase::products;
    }
    return begins("host.") || key == "pipeline.bubble" ? Phase::waiting : Phase::communication;
}

}  // namespace foretoken::train
