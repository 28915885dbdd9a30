// How much of a large step is drawn?
#include "train/extent.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "schedule/pipeline.hpp"
#include "train/inside.hpp"

namespace foretoken::train {
namespace {

using schedule::Pass;

double number(std::int64_t count) {
    return static_cast<double>(count);
}

// As many micro-batches as fill a pipeline are played whatever the limit: some 30 bytes for each of
// their passes.
constexpr double most_tasks = 1e7;

double tasks_of(const schedule::Pipeline& p) {
    return number(p.ranks) * number(p.micro_batches) * schedule::tasks_per_micro_batch(p);
}

std::vector<std::int64_t> spread_stages(std::int64_t stages, std::int64_t drawn, const Work& w) {
    std::vector<std::int64_t> list{w.busiest, w.last};
    for (std::int64_t i = 0; i < drawn; ++i) {
        list.push_back(drawn > 1 ? i * (stages - 1) / (drawn - 1) : 0);
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

// So much of the limit goes to passes, the rest to what is within them.
constexpr double for_passes = 0.75;
constexpr std::int64_t fewest_stages = 3;

// Slices within the passes of one micro-batch through one stage, at most.
double slices_within(const Work& w) {
    const Inside inside(w.job, w.times, w.forecast);
    const bool split = splits_backward(w.pipeline.pipeline.schedule);
    std::size_t most = 0;
    for (std::size_t i = 0; i < w.job.chunks.size(); ++i) {
        const plan::Stage& chunk = w.job.chunks[i];
        if (i > 0 && chunk == w.job.chunks[i - 1]) {
            continue;
        }
        std::size_t sum = inside.pass(chunk, Pass::forward, {}, {}).size();
        sum += inside.pass(chunk, Pass::backward, {}, {}).size() * (split ? 2 : 1);
        most = std::max(most, sum);
    }
    // Each pass may also end with a message, and one of them with what ranks exchange.
    const double ends = 7.0;
    return number(w.pipeline.pipeline.chunks) * (static_cast<double>(most) + ends);
}

}  // namespace

Result<Extent> extent(const Work& w, const TimelineLimits& limits) {
    const schedule::Pipeline& p = w.pipeline.pipeline;
    const double slices = number(limits.slices);
    const double most =
        for_passes * slices / (number(p.ranks) * schedule::tasks_per_micro_batch(p));
    Extent e;
    e.played = schedule::first_rounds(p, std::llround(std::floor(most)));
    e.folded = p.micro_batches - e.played.micro_batches;
    if (tasks_of(e.played) > most_tasks) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "plan.pp",
                     .message = with_commas(p.ranks) + " stages are too many for a timeline",
                     .hint = "ask for another form of the answer"};
    }
    const double tasks = tasks_of(e.played) / number(p.ranks);
    const auto drawn =
        std::llround(std::clamp(std::floor(for_passes * slices / tasks),
                                number(std::min(p.ranks, fewest_stages)), number(p.ranks)));
    e.stages = spread_stages(p.ranks, drawn, w);
    if (!limits.within_passes) {
        return e;
    }
    const double left = slices - tasks * number(drawn);
    const double inner = std::floor(left / (number(drawn) * slices_within(w)));
    e.detailed = std::llround(std::clamp(inner, 1.0, number(p.micro_batches)));
    return e;
}

}  // namespace foretoken::train
