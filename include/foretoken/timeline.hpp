// What happens when within one training step?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

// What an accelerator does side by side: its own work, each kind of communication as far as it
// shows, and waiting for its host.
enum class Stream { compute, host, tensor, context, expert, pipeline, data, offload };
inline constexpr std::size_t stream_count = 8;

// A stretch of time on one stream. Slices of a track never cross: each begins after the one before
// it has ended, or lies within it and is one deeper.
struct Slice {
    std::string_view name;  // "forward", "dense layers", "products with weights"; static storage
    std::string_view key;  // of the forecast's term (Term::key) that this time is part of, and then
                           // nothing lies within it; empty for a pass or a group of layers
    Seconds begin;         // from the beginning of the step
    Seconds end;
    std::int32_t depth = 0;
    std::int32_t count = 0;         // layers or micro-batches that it stands for; 0 = is no group
    std::int32_t micro_batch = -1;  // from 0; -1 = of none
    std::int32_t backward_micro_batch = -1;  // of a forward and a backward side by side (DualPipe)
    std::int32_t chunk = -1;                 // of those that the stage holds, from 0; -1 = of none
    Status source = Status::derived;
    Flops flops;  // of one accelerator; 0 = not known
    Bytes bytes;  // that one accelerator sends or reduces; 0 = not known
    bool operator==(const Slice&) const = default;
};

// One stream of the accelerators of one pipeline stage, which all do the same at the same time.
struct Track {
    std::int64_t stage = 0;  // rank of the pipeline
    Stream stream = Stream::compute;
    std::vector<Slice> slices;  // by begin, what holds others before what it holds
    bool operator==(const Track&) const = default;
};

// A stage waits wherever its compute track shows nothing.
struct Timeline {
    Seconds step;                    // Forecast::step; the last slice of all ends there
    std::int64_t stages = 1;         // of the pipeline; of a long one not all have tracks
    std::int64_t micro_batches = 1;  // of a step; of a long row not all have slices
    std::int64_t busiest = 0;        // the stage that works longest on them; it has tracks
    std::int64_t last = 0;           // the stage that is ready last for the next step; so has it
    std::vector<Track> tracks;       // by stage, then by stream; none is empty
    std::vector<std::string> notes;  // what is folded, and what is placed by convention
    bool operator==(const Timeline&) const = default;
};

}  // namespace foretoken
