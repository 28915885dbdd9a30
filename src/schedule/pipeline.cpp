// How long does a pipeline take to work through its micro-batches?
#include "schedule/pipeline.hpp"

#include <algorithm>

namespace foretoken::schedule {

PipelineTime pipeline_time(std::span<const StageWork> stages, const Pipeline& pipeline) {
    PipelineTime out;
    Seconds once;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        once += stages[i].total();
        if (stages[i].total() > stages[out.busiest].total()) {
            out.busiest = i;
        }
    }
    const Seconds pace = stages[out.busiest].total();
    const double edges = static_cast<double>(stages.size() - 1);
    out.busy = static_cast<double>(pipeline.micro_batches) * pace;
    // The first chunk of each stage is all that must be passed before the next stage can start.
    out.bubble = (once - pace) / static_cast<double>(pipeline.chunks);
    out.hops = 2.0 * edges * pipeline.hop;
    out.total = out.busy + out.bubble + out.hops;
    return out;
}

namespace {

// One stage's place in its own list of tasks under 1F1B: warm-up forwards, then pairs, then
// backwards.
struct Cursor {
    std::int64_t forwards = 0;
    std::int64_t backwards = 0;
    Seconds free;  // when its last task ends
};

}  // namespace

Seconds simulated_1f1b(std::span<const StageWork> stages, std::int64_t micro_batches, Seconds hop) {
    const std::size_t p = stages.size();
    const auto m = static_cast<std::size_t>(micro_batches);
    std::vector<std::vector<Seconds>> forward_end(p, std::vector<Seconds>(m));
    std::vector<std::vector<Seconds>> backward_end(p, std::vector<Seconds>(m));
    std::vector<Cursor> at(p);
    // A stage is ready for its next task once the neighbour that feeds it has finished that task.
    bool moved = true;
    while (moved) {
        moved = false;
        for (std::size_t s = 0; s < p; ++s) {
            Cursor& c = at[s];
            const auto warm =
                std::min<std::int64_t>(micro_batches, static_cast<std::int64_t>(p - s));
            const bool forward_next = c.forwards < micro_batches && c.forwards - c.backwards < warm;
            if (forward_next) {
                const auto i = static_cast<std::size_t>(c.forwards);
                if (s > 0 && at[s - 1].forwards <= c.forwards) {
                    continue;
                }
                const Seconds fed = s > 0 ? forward_end[s - 1][i] + hop : Seconds{};
                c.free = max(c.free, fed) + stages[s].forward;
                forward_end[s][i] = c.free;
                ++c.forwards;
                moved = true;
            } else if (c.backwards < c.forwards) {
                const auto i = static_cast<std::size_t>(c.backwards);
                if (s + 1 < p && at[s + 1].backwards <= c.backwards) {
                    continue;
                }
                const Seconds fed = s + 1 < p ? backward_end[s + 1][i] + hop : forward_end[s][i];
                c.free = max(c.free, fed) + stages[s].backward;
                backward_end[s][i] = c.free;
                ++c.backwards;
                moved = true;
            }
        }
    }
    Seconds last;
    for (const Cursor& c : at) {
        last = max(last, c.free);
    }
    return last;
}

}  // namespace foretoken::schedule
