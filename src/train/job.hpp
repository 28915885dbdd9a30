// What follows from a scenario before any time is computed?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/scenario.hpp>

#include "kernel/gemm.hpp"
#include "network/collective.hpp"
#include "network/placement.hpp"
#include "plan/groups.hpp"
#include "plan/local.hpp"
#include "plan/stages.hpp"

namespace foretoken::train {

// Refers to a scenario with a completed plan, and to its calibration; both must outlive it.
struct Job {
    const TrainScenario& scenario;
    const Calibration& calibration;
    Format products = Format::bf16;     // of the large products
    Format activations = Format::bf16;  // of everything else
    kernel::Scaling scaling = kernel::Scaling::tensor;
    std::int64_t micro_batches = 1;
    plan::LocalTokens tokens;
    std::vector<plan::Stage> chunks;  // of the model, in its order
    std::vector<plan::Stage> stages;  // what each rank of the pipeline holds of them
    network::Group tensor;
    network::Group context;
    network::Group heads;
    network::Group data;
    network::Group shard;
    network::Group replica;
    network::Group expert;
    network::Group expert_data;
    std::int64_t pipeline_stride = 1;

    const Accelerator& accelerator() const { return scenario.cluster.node.accelerator; }
    Seconds collective(network::Collective kind, Bytes total, const network::Group& group) const {
        return network::collective_time(kind, total, group, scenario.cluster,
                                        calibration.collective,
                                        {.aggregated_trees = scenario.software.aggregated_trees})
            .time;
    }
};

Job job_of(const TrainScenario& scenario, const Calibration& calibration);

}  // namespace foretoken::train
