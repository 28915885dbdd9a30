// How long does the optimizer take once gradients are there?
#include "train/optimizer.hpp"

#include "kernel/elementwise.hpp"
#include "memory/footprint.hpp"
#include "plan/trained.hpp"
#include "train/muon.hpp"
#include "train/offload.hpp"

namespace foretoken::train {
namespace {

Seconds pass(double bytes, const Job& job) {
    return kernel::stream_time({bytes}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

// A sum over the ranks that hold different gradients.
Seconds norm_exchange(const Job& job) {
    const Bytes scalar{4.0};
    const bool sharded = job.scenario.plan.zero >= 1;
    return job.collective(network::Collective::all_reduce, scalar, job.tensor) +
           (sharded ? job.collective(network::Collective::all_reduce, scalar, job.shard)
                    : Seconds{});
}

// Tensors of a layer: matrices, norms, biases.
double tensors(const plan::Stage& stage, const Model& m) {
    const double per_layer = (m.gated ? 7.0 : 4.0) + (m.biases ? 8.0 : 2.0);
    return per_layer * static_cast<double>(stage.layers() - stage.frozen.total());
}

// Kernels of one tensor's update where none are fused: decay, two moments of two kernels each, root
// and sum, quotient, step, and the weight's 16-bit copy.
constexpr double kernels_per_tensor = 9.0;

}  // namespace

OptimizerTime optimizer_time(const plan::Stage& stage, const Job& job) {
    const TrainScenario& s = job.scenario;
    const Plan& p = s.plan;
    const plan::LocalParameters local =
        plan::held_parameters(s.model, p, s.workload.tuning, stage).trained;
    const double owned = p.zero >= 1
                             ? local.shared / static_cast<double>(job.shard.ranks) +
                                   local.experts / static_cast<double>(job.expert_data.ranks)
                             : local.total();
    const memory::StateBytes bytes = memory::state_bytes(s.workload, s.software);
    const double update = bytes.gradients + 2.0 * bytes.optimizer + bytes.weights;
    const double here = (1.0 - p.offload.optimizer) * owned;
    OptimizerTime t;
    if (s.workload.optimizer.clipping) {
        t.device += pass(bytes.gradients * owned, job) + norm_exchange(job);
    }
    Seconds work = pass(update * here, job);
    if (!s.software.fused_optimizer) {
        work = max(work, kernels_per_tensor * tensors(stage, s.model) * s.software.launch.value);
    }
    if (s.workload.optimizer.kind == OptimizerKind::muon) {
        work += muon_time(stage, job);
    }
    t.device += work;
    const Seconds host = host_optimizer_time(p.offload.optimizer * owned, job);
    t.offload = max(Seconds{}, host - work);
    return t;
}

}  // namespace foretoken::train
