// How long does the optimizer take once gradients are there?
#include "train/optimizer.hpp"

#include "kernel/elementwise.hpp"
#include "memory/footprint.hpp"

namespace foretoken::train {

Seconds optimizer_time(const plan::Stage& stage, const Job& job) {
    const Plan& p = job.scenario.plan;
    const plan::LocalParameters local = plan::local_parameters(job.scenario.model, p, stage);
    const double owned = p.zero >= 1
                             ? local.shared / static_cast<double>(job.shard.ranks) +
                                   local.experts / static_cast<double>(job.expert_data.ranks)
                             : local.total();
    const memory::StateBytes bytes =
        memory::state_bytes(job.scenario.workload, job.scenario.software);
    const double norm = bytes.gradients;
    const double update = bytes.gradients + 2.0 * bytes.optimizer + bytes.weights;
    return kernel::stream_time({norm * owned}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel) +
           kernel::stream_time({update * owned}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

}  // namespace foretoken::train
