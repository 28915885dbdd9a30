// Which predictions stand beside a published measurement?
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "io/accuracy.hpp"
#include "train/score.hpp"

namespace foretoken::io {

// Rows of quality A and B (or without that column). Speed: the step time, else tokens per second,
// else FLOP/s; memory: the peak. The rules of the referee that the accuracy table is checked
// against.
struct Comparison {
    std::vector<train::Compared> speed;
    std::vector<train::Compared> memory;
};
Comparison compared(const Table& table, const std::vector<Prediction>& predictions);

// The cells that say how a run was set up, not what was measured, who did it and with which
// release: the same of all repeats of one layout.
std::string layout_of(const Table& table, std::size_t row);

// The quantity by which a row's speed is scored, if it publishes one.
struct MeasuredSpeed {
    std::string quantity;
    double value = 0.0;
};
std::optional<MeasuredSpeed> measured_speed(const Table& table, std::size_t row);

}  // namespace foretoken::io
