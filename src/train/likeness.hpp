// How like another is a scenario, and does it lie among others?
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include <foretoken/scenario.hpp>

namespace foretoken::train {

// What of a job says how like another it is. A number that is not known is 0.
struct Traits {
    std::string accelerator;  // lower case; of a scenario its family: "h100" of "h100-sxm"
    double parameters = 0.0;  // active
    double accelerators = 0.0;
    double sequence = 0.0;
    double year = 0.0;  // of the software
    int bits = 16;      // of the large products
    bool mixture = false;
    bool sharded = false;            // FSDP, ZeRO 2 or 3
    bool tuned = false;              // adapters or the last layers alone are trained
    bool offloaded = false;          // part of it lives in the memory of the host
    std::array<double, 7> layout{};  // tp, pp, vpp, cp, ep, micro-batch, global batch
    Recompute recompute = Recompute::none;
    bool operator==(const Traits&) const = default;
};

Traits traits_of(const TrainScenario& scenario);
int bits_of(Precision precision);  // 32, 16, 8 or 4

// The Euclidean norm of: ln of the ratio of active parameters, of accelerators (a quarter of it),
// of sequence (half), 1 where one is not known; 2 for another family of accelerators, 1 for dense
// against mixture, 1 for 8 or 4 against more bits, 0.5 for FSDP against model parallelism, years
// between the frameworks / 4.
double distance(const Traits& run, const Traits& asked);

// How differently two jobs are laid out: the sum of |ln| of the ratios of `layout`, and 1 for
// another recomputation. Of runs at one distance, it tells the likest.
double layout_distance(const Traits& run, const Traits& asked);

enum class Coordinate {
    family,        // nothing is known of this family of accelerators; no value
    parameters,    // active
    accelerators,  // of the job
    sequence,      // tokens
    year,          // of the software
    bits,          // of the large products
    mixture,       // 1 = mixture of experts, 0 = dense
    tuned,         // 1 = adapters or the last layers alone are trained
    offloaded,     // 1 = part of it lives in the memory of the host
    distance,      // to the nearest run
};
const char* name(Coordinate coordinate);

// One respect in which a scenario is unlike every run.
struct Outside {
    Coordinate coordinate = Coordinate::family;
    double value = 0.0;
    double low = 0.0;   // of the runs on its family of accelerators
    double high = 0.0;  // of a distance: what is usual
    bool operator==(const Outside&) const = default;
};

// Where a scenario leaves the ranges of the runs on its family of accelerators, and where its
// distance to the nearest run of all exceeds `far` (0 = not known). The bounds themselves lie
// inside; sizes of models are published rounded, so that theirs give way by 3 %
// (docs/models/confidence.md).
std::vector<Outside> outside(std::span<const Traits> runs, const Traits& asked, double far);

}  // namespace foretoken::train
