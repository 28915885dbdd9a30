// When does each task of a pipeline run?
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include <foretoken/quantity.hpp>

#include "schedule/order.hpp"

namespace foretoken::schedule {

// Work of one piece of the model on one micro-batch.
struct PieceWork {
    Seconds forward;
    Seconds input_gradient;
    Seconds weight_gradient;
    Seconds saved;  // by running its forward beside a backward of the rank's other piece
    Seconds early;  // how long before the end of such a pair its messages are on their way
    Seconds backward() const { return input_gradient + weight_gradient; }
    Seconds total() const { return forward + backward(); }
};

// From begin to end a rank works on a task; what it needs of others has arrived at `begin`.
struct Span {
    std::size_t rank = 0;
    Task task;
    Seconds begin;
    Seconds end;
};

struct Played {
    Seconds makespan;
    std::vector<Seconds> busy;  // of each rank; it idles for the rest of the makespan
    std::vector<std::int64_t>
        in_flight;            // pieces' micro-batches whose backward is not complete, at most
    std::vector<Span> spans;  // by rank, in order
};

// Every task starts as soon as its rank is free and its input is there; `work` is indexed by
// rank x chunks + chunk, and a message to another rank takes `hop`. O(tasks).
Played play(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop);

// The same, told task by task as it is played, in order for each rank, and nothing kept.
// Returns how long it takes.
Seconds play(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop,
             const std::function<void(const Span&)>& each);

// Only how long it takes.
Seconds makespan(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop);

}  // namespace foretoken::schedule
