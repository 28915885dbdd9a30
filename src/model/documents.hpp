// How many tokens of a sequence are real, and how far does attention reach among them?
#pragma once

#include <algorithm>

#include <foretoken/scenario.hpp>

namespace foretoken::model {

struct Documents {
    double tokens = 0.0;  // of a sequence that are no padding
    double length = 0.0;  // of the document that a token stands in, on average over tokens
};

// A document of length L holds L of the tokens, so that the mean over tokens is
// E[L^2] / E[L] = mean (1 + cv^2) (docs/models/finetuning.md, Eq. 4).
inline Documents documents(const Workload& w) {
    const double sequence = static_cast<double>(w.sequence);
    const Packing& p = w.packing;
    if (p.fill == Fill::whole) {
        return {.tokens = sequence, .length = sequence};
    }
    const double length = std::min(sequence, p.mean * (1.0 + p.cv * p.cv));
    return {.tokens = p.fill == Fill::padded ? std::min(sequence, p.mean) : sequence,
            .length = length};
}

}  // namespace foretoken::model
