// How long does one micro-batch take through each chunk of the model?
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "train/job.hpp"
#include "train/layer.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Times of the layer kinds that occur, each computed once: of one micro-batch.
struct LayerTimes {
    Passes dense;
    Passes dense_windowed;
    Passes experts;
    Passes experts_windowed;
    Passes embedding;
    Passes output;
};
LayerTimes layer_times(const Job& job);

// Equal layers of a stage, or one of the model's ends.
struct LayerGroup {
    std::string_view name;
    LayerKind kind;  // of layers
    std::int64_t layers;
    std::int64_t trained;  // of them: no gradient reaches the others
    const Passes& one;     // of one micro-batch through one layer
    Passes all() const;
};

// Calls each(group) for every group of equal layers of a stage, in the model's order.
template <class Each>
void for_each_group(const plan::Stage& stage, const LayerTimes& times, const Job& job,
                    const Each& each) {
    const auto add = [&](std::string_view name, LayerKind kind, std::int64_t layers,
                         std::int64_t frozen, const Passes& one) {
        if (layers > 0) {
            each(LayerGroup{name, kind, layers, layers - frozen, one});
        }
    };
    const bool mixture = job.scenario.model.experts.has_value();
    const plan::LayerCounts& frozen = stage.frozen;
    add("embedding", {}, stage.embedding ? 1 : 0, 0, times.embedding);
    add("dense", {}, stage.dense, frozen.dense, times.dense);
    add("dense_windowed", {.windowed = true}, stage.dense_windowed, frozen.dense_windowed,
        times.dense_windowed);
    add("mixture", {.experts = true}, stage.experts, frozen.experts, times.experts);
    add("mixture_windowed", {.experts = true, .windowed = true}, stage.experts_windowed,
        frozen.experts_windowed, times.experts_windowed);
    add("prediction", {.experts = mixture}, stage.prediction, 0,
        mixture ? times.experts : times.dense);
    add("output", {}, stage.output ? 1 + stage.prediction : 0, 0, times.output);
}

// Of one micro-batch through each of job.chunks; neighbours are often alike.
std::vector<Passes> chunk_passes(const LayerTimes& times, const Job& job);

// What each rank of the pipeline holds of them, added up.
std::vector<Passes> rank_passes(const std::vector<Passes>& chunks, const Job& job);

}  // namespace foretoken::train
