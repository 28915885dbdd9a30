// What follows from a scenario before any time is computed?
#include "train/job.hpp"

#include "hardware/precision.hpp"
#include "model/tuning.hpp"
#include "plan/legal.hpp"

namespace foretoken::train {

Job job_of(const TrainScenario& s, const Calibration& calibration) {
    const plan::Groups groups = plan::groups(s.plan);
    const std::int64_t frozen = model::frozen_layers(s.model, s.workload.tuning);
    const auto placed = [&](const plan::RankGroup& group) {
        return network::place(s.cluster, group.ranks, group.stride);
    };
    return {.scenario = s,
            .calibration = calibration,
            .products = hardware::product_format(s.workload.precision),
            .activations = hardware::activation_format(s.workload.precision),
            .scaling = s.workload.precision == Precision::fp8_block ? kernel::Scaling::block
                                                                    : kernel::Scaling::tensor,
            .micro_batches = plan::micro_batches(s.plan, s.workload),
            .tokens = plan::local_tokens(s.model, s.plan, s.workload),
            .chunks = plan::chunks(s.model, s.plan, frozen),
            .stages = plan::stages(s.model, s.plan, frozen),
            .tensor = placed(groups.tensor),
            .context = placed(groups.context),
            .heads = placed(groups.heads),
            .data = placed(groups.data),
            .shard = placed(groups.shard),
            .replica = placed(groups.replica),
            .expert = placed(groups.expert),
            .expert_data = placed(groups.expert_data),
            .pipeline_stride = groups.pipeline.stride};
}

}  // namespace foretoken::train
