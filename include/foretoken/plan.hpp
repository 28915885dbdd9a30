// How is one training step split over the accelerators?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/quantity.hpp>

namespace foretoken {

enum class Recompute { none, selective, full };
// Order of the passes of a pipeline. vpp > 1 makes 1F1B interleaved and GPipe breadth-first; the
// zero-bubble schedules split the backward pass; DualPipe feeds micro-batches from both ends.
enum class Schedule { one_f_one_b, gpipe, zero_bubble_h1, zero_bubble_v, dualpipe };
// Zero-bubble schedules put off every weight gradient; DualPipe only some.
constexpr bool splits_backward(Schedule schedule) {
    return schedule == Schedule::zero_bubble_h1 || schedule == Schedule::zero_bubble_v;
}
// Which neighbours are nearest: after tensor and context ranks come data ranks (Megatron's default
// tp-cp-ep-dp-pp) or pipeline stages.
enum class RankOrder { tp_cp_dp_pp, tp_cp_pp_dp };
// How context ranks bring queries and keys together: keys and values go round in a ring, or are
// gathered whole; or heads are exchanged for tokens (Ulysses); or heads within groups of
// `context_inner` neighbours and a ring across them (a2a+p2p).
enum class ContextExchange { ring, all_gather, all_to_all, hybrid };

// What waits in the host's memory while the accelerator does not need it; shares from 0 to 1.
struct Offload {
    double optimizer = 0.0;    // of the optimizer states, which the host then updates
    double weights = 0.0;      // of the sharded weights, fetched layer by layer; ZeRO 3 only
    double activations = 0.0;  // of what layers keep for their backward pass
    bool any() const { return optimizer > 0.0 || weights > 0.0 || activations > 0.0; }
    bool operator==(const Offload&) const = default;
};

// How tokens reach their experts (docs/models/experts.md): every rank of the group gathers all
// tokens; each copy travels to its expert's rank; or one copy per rank and node, written by the
// exchange where the experts read it (DeepEP, HybridEP).
enum class Dispatcher { software, all_gather, all_to_all, flex };

struct Plan {
    std::int64_t tp = 1;             // tensor parallel
    bool sequence_parallel = false;  // norms and residuals split over the tensor group
    std::int64_t pp = 1;             // pipeline stages
    std::int64_t vpp = 1;            // model chunks per stage (virtual pipeline)
    std::int64_t cp = 1;             // context parallel
    ContextExchange context = ContextExchange::ring;
    std::int64_t context_inner = 0;  // hybrid: ranks that exchange heads; 0 = as many as can
    std::int64_t ep = 1;             // expert parallel
    std::int64_t etp = 1;            // tensor parallel inside an expert
    std::int64_t dp = 0;             // data parallel; 0 = what the other sizes leave
    std::int64_t zero = 0;           // ZeRO stage; 1 = distributed optimizer, 3 = FSDP
    std::int64_t shard_group =
        0;                 // ranks that share one sharded copy; 0 = all data ranks (HSDP if less)
    bool no_sync = false;  // ZeRO 2, 3: gradients stay whole until the last micro-batch
    std::int64_t micro_batch = 1;  // sequences per rank and forward pass
    Recompute recompute = Recompute::none;
    Schedule schedule = Schedule::one_f_one_b;
    std::int64_t first_stage_layers = 0;     // 0 = dealt evenly with the rest
    std::int64_t last_stage_layers = 0;      // 0 = dealt evenly with the rest
    std::vector<std::int64_t> stage_layers;  // of every chunk, in order; empty = dealt
    RankOrder order = RankOrder::tp_cp_dp_pp;
    Watts power_cap;  // of one accelerator; 0 = the board's own limit
    Offload offload;
    Dispatcher dispatcher = Dispatcher::software;  // of a mixture; `software` = its usual one
    bool operator==(const Plan&) const = default;
};

}  // namespace foretoken
