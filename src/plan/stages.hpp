// Which layers does each pipeline stage hold?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>

namespace foretoken::plan {

// Layers of one stage, counted by kind, because equal layers cost equal time.
struct Stage {
    std::int64_t dense = 0;             // dense feed-forward, whole sequence visible
    std::int64_t dense_windowed = 0;    // dense feed-forward, sliding window
    std::int64_t experts = 0;           // mixture of experts, whole sequence visible
    std::int64_t experts_windowed = 0;  // mixture of experts, sliding window
    std::int64_t prediction = 0;  // multi-token-prediction layers: one layer and one output each
    bool embedding = false;
    bool output = false;

    std::int64_t layers() const { return dense + dense_windowed + experts + experts_windowed; }
    bool operator==(const Stage&) const = default;
};

// Stages in pipeline order. Layers are dealt to pp * vpp chunks, chunk c to stage c mod pp. If they
// do not divide evenly, but do with the embedding and the output counted as one layer each
// (Megatron's account-for-embedding/loss-in-pipeline-split), the first and last chunk hold one
// layer less; otherwise the first chunks hold one layer more.
std::vector<Stage> stages(const Model& model, const Plan& plan);

}  // namespace foretoken::plan
