// What does a step cost once, beside its micro-batches?
#include "train/once.hpp"

#include <algorithm>

#include "train/offload.hpp"
#include "train/optimizer.hpp"

namespace foretoken::train {
namespace {

StageCompute stage_compute(const plan::Stage& stage, const Passes& passes) {
    return {
        .forward = passes.forward.total(),
        .backward = passes.backward.total(),
        .layers = static_cast<double>(std::max<std::int64_t>(1, stage.layers() + stage.prediction)),
        .head_forward = passes.forward[Part::output],
        .head_backward = passes.backward[Part::output]};
}

// Between a micro-batch's passes through two chunks of a rank lie its passes through all other
// ranks, at the pace of the slowest; the rank works on other micro-batches meanwhile, or waits.
void add_others(std::span<const Passes> stages, const Job& job, StageCompute& compute) {
    const Plan& p = job.scenario.plan;
    const auto others = static_cast<double>(p.pp - 1);
    for (const Passes& stage : stages) {
        const double share = others / static_cast<double>(p.vpp);
        compute.others_forward = max(compute.others_forward, share * stage.forward.total());
        compute.others_backward = max(compute.others_backward, share * stage.backward.total());
    }
}

}  // namespace

Once once_per_step(std::span<const Passes> stages, const Job& job) {
    const Plan& p = job.scenario.plan;
    const bool one_way = p.schedule == Schedule::one_f_one_b || p.schedule == Schedule::gpipe;
    const double share = one_way ? 1.0 / static_cast<double>(p.vpp) : 0.0;
    const Seconds tied = tied_embedding_time(job);
    StageCompute alike;
    add_others(stages, job, alike);
    Once longest;
    Seconds later;    // this stage's first forward pass than the first stage's
    Seconds earlier;  // its last backward pass
    DataParallelTime data;
    Seconds weights;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const plan::Stage& stage = job.stages[i];
        if (i == 0 || !(stage == job.stages[i - 1])) {
            StageCompute compute = stage_compute(stage, stages[i]);
            compute.others_forward = alike.others_forward;
            compute.others_backward = alike.others_backward;
            data = data_parallel_time(stage, compute, job);
            weights = weight_offload_time(stage, compute, job);
        }
        Once once{.data = data, .optimizer = optimizer_time(stage, job), .weights = weights};
        const bool end = i == 0 || i + 1 == stages.size();
        once.data.gradients =
            max(Seconds{}, once.data.gradients - earlier) + (end ? tied : Seconds{});
        once.data.parameters = max(Seconds{}, once.data.parameters - later);
        if (i == 0 || once.total() > longest.total()) {
            longest = once;
        }
        later += share * stages[i].forward.total();
        // Virtual stages wait with their reductions until the first stage is as far.
        earlier += p.vpp == 1 ? share * stages[i].backward.total() : Seconds{};
    }
    return longest;
}

}  // namespace foretoken::train
