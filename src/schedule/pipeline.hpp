// How long does a pipeline take to work through its micro-batches?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <foretoken/quantity.hpp>

#include "schedule/order.hpp"
#include "schedule/play.hpp"

namespace foretoken::schedule {

// Time of the pass over all micro-batches, split at the rank that works longest. `total` is the sum
// of the rest.
struct PipelineTime {
    std::size_t busiest = 0;  // the rank
    Seconds busy;             // its own work
    Seconds bubble;           // waiting for the pipeline to fill and drain, and for slower stages
    Seconds hops;             // what messages between ranks add to that
    Seconds total;
};

// What the pass takes if every piece of the model takes as long; nothing where no closed form is
// known to be exact. p ranks, v chunks each, m micro-batches; f, b and w of one piece, h a hop:
//   GPipe   v (m + (p - 1) / v)(f + b + w) + 2 (p - 1) h          v = 1, or m >= p and h = 0
//   1F1B    m (f + b + w) + (p - 1)(f + b + w) + 2 h (p + m - 2 - floor((m + p - 2) / p)),  v = 1
//           m v (f + b + w) + (p - 1)(f + b + w) + 2 h (p v - 1)             v > 1, m >= p (a
//           multiple if h > 0) (both for hops that are no longer than a pass; Narayanan 2021,
//           section 2.2, if h = 0)
//   ZB-H1   m (f + b + w) + (p - 1) max(f, b, f + b - w)                     m >= p, h = 0
//   ZB-V    2 m (f + b + w) + (p - 1) f                        f = b = w, m >= 2 p - 1, h = 0
//   DualPipe  m (f + b + w) + (p / 2 - 1)(f + 2 b - w)         f = b >= w, nothing saved, h = 0
std::optional<Seconds> closed_form(const Pipeline& pipeline, const PieceWork& piece, Seconds hop);

// The closed form for equal pieces, else the played schedule. Of a long row of micro-batches the
// first few are played; the rest follow at the pace that they have reached. `work` is indexed by
// rank x chunks + chunk.
PipelineTime pipeline_time(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop);

// How many tasks a rank has per micro-batch, those side by side counted one by one.
double tasks_per_micro_batch(const Pipeline& pipeline);

// The same order for fewer micro-batches: those that fill and drain the pipeline and as many full
// rounds as `limit` allows, or all if they are no more than `limit`.
Pipeline first_rounds(const Pipeline& pipeline, std::int64_t limit);

}  // namespace foretoken::schedule
