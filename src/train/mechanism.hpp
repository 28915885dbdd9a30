// Which mechanism does a term belong to?
#pragma once

#include <cstddef>
#include <string_view>

namespace foretoken::train {

// Errors of one mechanism go together, those of different ones are independent
// (docs/models/confidence.md).
enum class Mechanism { products, attention, mixture, streaming, host, communication, bubble };
inline constexpr std::size_t mechanisms = 7;

// Of a term of the step. What is not known here waits for wires.
Mechanism mechanism_of(std::string_view key);

// Of memory: driver and communicators; what lives from step to step. All else comes and goes.
bool is_fixed(std::string_view key);
bool is_state(std::string_view key);

}  // namespace foretoken::train
