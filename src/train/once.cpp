// What does a step cost once, beside its micro-batches?
#include "train/once.hpp"

#include <algorithm>
#include <utility>

#include "base/account.hpp"
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

// What a stage computes per micro-batch, and the others meanwhile.
StageCompute compute_of(std::size_t i, std::span<const Passes> stages, const Job& job) {
    StageCompute compute = stage_compute(job.stages[i], stages[i]);
    add_others(stages, job, compute);
    return compute;
}

// What is left of `shown` once other stages have caught up.
Account left_over(std::string name, std::string says, Account shown, Seconds meanwhile,
                  const char* which) {
    if (meanwhile.value == 0.0 || shown.value == 0.0) {
        shown.name = std::move(name);
        shown.says = std::move(says);
        return shown;
    }
    const Seconds left = max(Seconds{}, Seconds{shown.value} - meanwhile);
    return account::derived(std::move(name), left, std::move(says),
                            {"max(0, shown - meanwhile)", "docs/models/data-parallel.md, Eq. 4"},
                            {account::named(std::move(shown), "shown"),
                             account::input("meanwhile", meanwhile, which,
                                            account::elsewhere("stages before this one"))});
}

// Calls each(once) stage by stage.
template <class Each>
void for_each_stage(std::span<const Passes> stages, const Job& job, const Each& each) {
    const Plan& p = job.scenario.plan;
    const bool one_way = p.schedule == Schedule::one_f_one_b || p.schedule == Schedule::gpipe;
    const double share = one_way ? 1.0 / static_cast<double>(p.vpp) : 0.0;
    const Seconds tied = tied_embedding_time(job);
    Once next;
    DataParallelTime data;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const plan::Stage& stage = job.stages[i];
        if (i == 0 || !(stage == job.stages[i - 1])) {
            const StageCompute compute = compute_of(i, stages, job);
            data = data_parallel_time(stage, compute, job);
            next.weights = weight_offload_time(stage, compute, job);
        }
        const bool end = i == 0 || i + 1 == stages.size();
        next.stage = i;
        next.optimizer = optimizer_time(stage, job);
        next.data.gradients =
            max(Seconds{}, data.gradients - next.earlier) + (end ? tied : Seconds{});
        next.data.parameters = max(Seconds{}, data.parameters - next.later);
        next.data.contention = data.contention;
        each(next);
        next.later += share * stages[i].forward.total();
        // Virtual stages wait with their reductions until the first stage is as far.
        next.earlier += p.vpp == 1 ? share * stages[i].backward.total() : Seconds{};
    }
}

}  // namespace

Once once_per_step(std::span<const Passes> stages, const Job& job) {
    Once longest;
    for_each_stage(stages, job, [&](const Once& once) {
        if (once.stage == 0 || once.total() > longest.total()) {
            longest = once;
        }
    });
    return longest;
}

std::vector<Once> once_by_stage(std::span<const Passes> stages, const Job& job) {
    std::vector<Once> list;
    list.reserve(stages.size());
    for_each_stage(stages, job, [&](const Once& once) { list.push_back(once); });
    return list;
}

OnceAccounts once_accounts(const Once& once, std::span<const Passes> stages, const Job& job) {
    const plan::Stage& stage = job.stages[once.stage];
    const StageCompute compute = compute_of(once.stage, stages, job);
    DataParallel<Traced> data = data_parallel_account(stage, compute, job);
    Account reduced =
        left_over("reduction", "gradient reduction that shows", std::move(data.gradients.account),
                  once.earlier, "its last backward pass ends earlier than the first stage's");
    const bool end = once.stage == 0 || once.stage + 1 == stages.size();
    Traced gradients{std::move(reduced)};
    if (end) {
        gradients = gradients + Traced{tied_embedding_account(job)};
    }
    const OptimizerAccounts optimizer = optimizer_accounts(stage, job);
    return {.gradients = account::named(std::move(gradients.account), "data.gradients"),
            .parameters = left_over("data.parameters", "parameter gathering that shows",
                                    std::move(data.parameters.account), once.later,
                                    "its first forward pass begins later than the first stage's"),
            .contention = account::named(std::move(data.contention.account), "reductions"),
            .optimizer = optimizer.device,
            .host_optimizer = optimizer.offload,
            .weights = weight_offload_account(stage, compute, job)};
}

}  // namespace foretoken::train
