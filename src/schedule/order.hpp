// In which order does each stage of a pipeline work?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <foretoken/plan.hpp>

namespace foretoken::schedule {

// What is scheduled. A rank holds `chunks` pieces of the model: 2 under ZB-V (the second runs back
// from the last rank to the first) and DualPipe (one of either direction), any number under 1F1B
// and GPipe.
struct Pipeline {
    Schedule schedule = Schedule::one_f_one_b;
    std::int64_t ranks = 1;
    std::int64_t chunks = 1;
    std::int64_t micro_batches = 1;
    std::int64_t group =
        0;  // micro-batches that pass a chunk before the next one's turn; 0 = usual
};

enum class Pass : std::uint8_t {
    forward,
    backward,         // both gradients
    input_gradient,   // what the stage before waits for
    weight_gradient,  // what nobody waits for before the optimizer
    pair,             // a forward and a whole backward of another micro-batch, side by side
};

struct Task {
    Pass pass = Pass::forward;
    std::int32_t chunk = 0;
    std::int32_t micro_batch = 0;
    std::int32_t backward_micro_batch = 0;  // of a pair, on the rank's other chunk
    bool operator==(const Task&) const = default;
};

// The list of every rank, one after the other.
struct Orders {
    std::vector<Task> tasks;
    std::vector<std::size_t> begin;  // of each rank's list, and the end of the last

    std::span<const Task> of(std::size_t rank) const {
        return std::span(tasks).subspan(begin[rank], begin[rank + 1] - begin[rank]);
    }
};

// GPipe (arXiv 1811.06965); 1F1B (arXiv 2006.09503) and interleaved (arXiv 2104.04473, section
// 2.2), in Megatron-Core's order; ZB-H1 (arXiv 2401.10241, section 2.2); ZB-V (arXiv 2405.15362);
// DualPipe (arXiv 2412.19437, section 3.2.1). DualPipe requires an even number of ranks and an even
// number of micro-batches, at least two per rank; of m micro-batches the first m/2 enter at the
// first rank.
Orders orders(const Pipeline& pipeline);

// How many micro-batches each chunk works on: DualPipe sends half of them each way.
constexpr std::int64_t micro_batches_per_chunk(const Pipeline& p) {
    return p.schedule == Schedule::dualpipe ? p.micro_batches / 2 : p.micro_batches;
}

// How many forwards of `chunk` run beside a backward on this rank.
std::int64_t pairs(const Pipeline& pipeline, std::int64_t rank, std::int64_t chunk);

// Where the pieces that feed one another lie: for each piece (rank x chunks + chunk) the one before
// and the one after it, `none` at the ends of the model.
struct Route {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> before;
    std::vector<std::size_t> after;
};
Route route(const Pipeline& pipeline);

}  // namespace foretoken::schedule
