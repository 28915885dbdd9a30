// How long does the accelerator wait for its host?
#pragma once

#include "train/job.hpp"
#include "train/journal.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Launches of the host for one layer's forward pass: those before its experts' row counts are
// known, which is all of a dense layer, and those that follow.
struct Launches {
    double before = 0.0;
    double after = 0.0;
    double total() const { return before + after; }
};
Launches launches(bool experts, const Job& job);

// Adds the time that the device is idle because launches come too slowly. `before` is what it does
// up to the point where the host waits for the counts; `passes` all that it does. Adapters beside
// frozen weights launch `adapter_kernels` more in a forward pass.
// docs/models/host.md.
void add_host(bool experts, double adapter_kernels, const Passes& before, const Job& job,
              Passes& passes, Journal* journal = nullptr);

}  // namespace foretoken::train
