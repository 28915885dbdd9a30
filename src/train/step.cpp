// What is a step made of, before it is put into terms?
#include "train/step.hpp"

#include <utility>
#include <vector>

#include "hardware/power.hpp"
#include "hardware/precision.hpp"
#include "plan/legal.hpp"
#include "train/chunks.hpp"
#include "train/offload.hpp"

namespace foretoken::train {
namespace {

// The constants at the clocks that a cap on power leaves; empty without one that binds.
Result<std::optional<Calibration>> under_cap(const TrainScenario& s, const Calibration& nominal) {
    const Accelerator& accelerator = s.cluster.node.accelerator;
    const Watts cap = s.plan.power_cap;
    if (auto ok = hardware::check_cap(cap, accelerator, nominal.power); !ok) {
        return ok.error();
    }
    if (cap.value <= 0.0 || cap >= accelerator.power.value) {
        return std::optional<Calibration>();
    }
    std::optional<Calibration> capped = nominal;
    capped->kernel = hardware::under_cap(
        nominal.kernel, hardware::slowdown(cap, accelerator.power.value, nominal.power,
                                           nominal.kernel.stream_fraction));
    return capped;
}

}  // namespace

Result<Ready> ready(const TrainScenario& given, const Calibration& nominal) {
    const Accelerator& accelerator = given.cluster.node.accelerator;
    if (auto ok = hardware::check_precision(given.workload.precision, accelerator); !ok) {
        return ok.error();
    }
    auto plan =
        plan::completed(given.plan, given.model, given.workload, given.cluster.accelerators);
    if (!plan) {
        return plan.error();
    }
    auto capped = under_cap(given, nominal);
    if (!capped) {
        return capped.error();
    }
    if (auto ok = check_offload(given); !ok) {
        return ok.error();
    }
    return Ready{.plan = *plan, .capped = *std::move(capped)};
}

Step step_of(const Job& job) {
    const std::vector<Passes> chunks = chunk_passes(layer_times(job), job);
    return {.pipeline = pipeline_pass(chunks, job),
            .once = once_per_step(rank_passes(chunks, job), job)};
}

}  // namespace foretoken::train
