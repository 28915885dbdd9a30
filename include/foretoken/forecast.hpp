// What comes out: how long one step takes, where the time goes, what fills the memory?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/energy.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken {

// One summand of the step time. Keys are stable and dotted: "compute.attention", "pipeline.bubble".
struct Term {
    std::string_view key;   // static storage
    std::string_view says;  // one phrase for a person; static storage
    Seconds time;
    Status source = Status::derived;
    bool operator==(const Term&) const = default;
};

struct MemoryTerm {
    std::string_view key;
    std::string_view says;
    Bytes bytes;
    bool operator==(const MemoryTerm&) const = default;
};

// What lives on each accelerator of one pipeline stage at the worst moment.
struct StageMemory {
    std::int64_t stage = 0;
    std::vector<MemoryTerm> terms;
    Bytes total;      // exactly the sum of the terms
    Bytes allocated;  // of that, what tensors occupy
    Bytes reserved;   // what the framework's allocator holds for them
    bool operator==(const StageMemory&) const = default;
};

// FLOPs of one step over all accelerators, in the conventions in which utilisation is published.
struct StepFlops {
    Flops model_full;    // forward and backward, attention over the full square
    Flops model_causal;  // the same with causal attention counted once
    Flops hardware;      // model_full and what is recomputed
    bool operator==(const StepFlops&) const = default;
};

// Bounds that hold the truth in nine cases of ten.
struct Interval {
    Seconds low;
    Seconds high;
    Bytes memory_low;  // of the fullest stage
    Bytes memory_high;
    bool operator==(const Interval&) const = default;
};

struct Forecast {
    Seconds step;             // exactly the sum of the terms
    std::vector<Term> terms;  // of the critical path
    std::vector<StageMemory> memory;
    Bytes memory_capacity;  // of one accelerator, as a job sees it
    Bytes host_memory;      // of a node: what is offloaded to it
    Bytes host_capacity;    // of a node; 0 = not known
    StepFlops flops;
    FlopRate peak;  // dense peak of the format of the large products
    Energy energy;
    Interval interval;
    std::int64_t accelerators = 0;
    std::int64_t tokens = 0;  // per step

    double tokens_per_second_per_accelerator() const {
        return static_cast<double>(tokens) / step.value / static_cast<double>(accelerators);
    }
    FlopRate rate(Flops flops_of_step) const {
        return flops_of_step / step / static_cast<double>(accelerators);
    }
    Bytes peak_memory() const {
        Bytes most;
        for (const auto& stage : memory) {
            most = max(most, stage.total);
        }
        return most;
    }
    Bytes peak_allocated() const {
        Bytes most;
        for (const auto& stage : memory) {
            most = max(most, stage.allocated);
        }
        return most;
    }
    bool fits_host() const { return host_capacity.value == 0.0 || host_memory <= host_capacity; }
    bool fits() const { return peak_memory() <= memory_capacity && fits_host(); }
    bool operator==(const Forecast&) const = default;
};

}  // namespace foretoken
