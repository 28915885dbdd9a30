// What is there to be done in a step, and by when is it done?
#include "train/work.hpp"

#include <algorithm>

namespace foretoken::train {
namespace {

Once part_of_micro_batch(const Once& once, const Job& job) {
    Once one;
    if (job.scenario.plan.pp > 1) {
        return one;
    }
    const double share = 1.0 / static_cast<double>(job.micro_batches);
    one.weights = share * once.weights;
    if (in_every_micro_batch(job)) {
        one.data = {.gradients = share * once.data.gradients,
                    .parameters = share * once.data.parameters,
                    .contention = share * once.data.contention};
    }
    return one;
}

}  // namespace

Work work_of(const Job& job, const Forecast& forecast) {
    Work w{.job = job, .forecast = forecast, .times = layer_times(job)};
    w.chunks = chunk_passes(w.times, job);
    w.pipeline = pipeline_work(w.chunks, job);
    w.busiest = static_cast<std::int64_t>(
        schedule::pipeline_time(w.pipeline.pipeline, w.pipeline.pieces, w.pipeline.sent).busiest);
    w.once = once_by_stage(rank_passes(w.chunks, job), job);
    const auto longest =
        std::max_element(w.once.begin(), w.once.end(),
                         [](const Once& a, const Once& b) { return a.total() < b.total(); });
    w.last = longest - w.once.begin();
    w.spread = part_of_micro_batch(*longest, job);
    w.passes = forecast.step - longest->total() - job.scenario.software.step_overhead.value +
               static_cast<double>(job.micro_batches) * w.spread.total();
    w.pipeline.pieces.front().weight_gradient += w.spread.total();
    return w;
}

Once after_passes(const Work& work, std::int64_t stage) {
    Once once = work.once[static_cast<std::size_t>(stage)];
    const DataParallelTime& spread = work.spread.data;
    if (spread.gradients + spread.parameters + spread.contention > Seconds{}) {
        once.data = {};
    }
    if (work.spread.weights > Seconds{}) {
        once.weights = {};
    }
    return once;
}

}  // namespace foretoken::train
