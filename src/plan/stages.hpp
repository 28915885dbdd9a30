// Which layers does each pipeline stage hold?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>

namespace foretoken::plan {

// Layers counted by kind, because equal layers cost equal time.
struct LayerCounts {
    std::int64_t dense = 0;
    std::int64_t dense_windowed = 0;
    std::int64_t experts = 0;
    std::int64_t experts_windowed = 0;
    std::int64_t total() const { return dense + dense_windowed + experts + experts_windowed; }
    bool operator==(const LayerCounts&) const = default;
};

// Layers of one stage.
struct Stage {
    std::int64_t dense = 0;             // dense feed-forward, whole sequence visible
    std::int64_t dense_windowed = 0;    // dense feed-forward, sliding window
    std::int64_t experts = 0;           // mixture of experts, whole sequence visible
    std::int64_t experts_windowed = 0;  // mixture of experts, sliding window
    std::int64_t prediction = 0;  // multi-token-prediction layers: one layer and one output each
    LayerCounts frozen;           // of these layers, the ones that no gradient reaches
    bool embedding = false;
    bool output = false;

    std::int64_t layers() const { return dense + dense_windowed + experts + experts_windowed; }
    Stage& operator+=(const Stage& other);
    bool operator==(const Stage&) const = default;
};

// The pp * vpp chunks of the model, in its order: as the plan lists them, or with so many layers on
// the first and last stage and the rest dealt evenly. If the plan says neither: evenly; if that
// does not come out, but does with the embedding and the output counted as one layer each
// (Megatron's account-for-embedding/loss-in-pipeline-split), the first and last chunk hold one
// layer less; otherwise the first chunks hold one layer more.
// The first `frozen` layers are counted as such too.
std::vector<Stage> chunks(const Model& model, const Plan& plan, std::int64_t frozen = 0);

// Which of them a rank of the pipeline holds: chunk c is on rank c mod pp; under ZB-V the second
// half runs back from the last rank to the first; under DualPipe rank r holds the chunks of stages
// r and pp - 1 - r, so that each chunk lies on two ranks.
std::vector<std::size_t> held(const Plan& plan, std::int64_t rank);
std::int64_t chunks_held(const Plan& plan);  // by each rank

// What each rank of the pipeline holds in all.
std::vector<Stage> stages(const Model& model, const Plan& plan, std::int64_t frozen = 0);

}  // namespace foretoken::plan
