// How long does one micro-batch take through each chunk of the model?
#include "train/chunks.hpp"

#include "train/layer.hpp"
#include "train/output.hpp"

namespace foretoken::train {
namespace {

// Times of the layer kinds that occur, each computed once.
struct LayerTimes {
    Passes dense;
    Passes dense_windowed;
    Passes experts;
    Passes experts_windowed;
    Passes embedding;
    Passes output;
};

LayerTimes layer_times(const Job& job) {
    plan::Stage all;
    for (const plan::Stage& stage : job.stages) {
        all.dense += stage.dense;
        all.dense_windowed += stage.dense_windowed;
        all.experts += stage.experts + (job.scenario.model.experts ? stage.prediction : 0);
        all.dense += job.scenario.model.experts ? 0 : stage.prediction;
        all.experts_windowed += stage.experts_windowed;
    }
    const auto time = [&](std::int64_t layers, LayerKind kind) {
        return layers > 0 ? layer_time(kind, job) : Passes{};
    };
    return {.dense = time(all.dense, {}),
            .dense_windowed = time(all.dense_windowed, {.windowed = true}),
            .experts = time(all.experts, {.experts = true}),
            .experts_windowed = time(all.experts_windowed, {.experts = true, .windowed = true}),
            .embedding = embedding_time(job),
            .output = output_time(job)};
}

Passes stage_time(const plan::Stage& stage, const LayerTimes& times, const Job& job) {
    const auto n = [](std::int64_t count) { return static_cast<double>(count); };
    Passes sum;
    // No gradient reaches the lowest layers if these are frozen.
    const auto add = [&](std::int64_t layers, std::int64_t frozen, const Passes& one) {
        sum.forward += n(layers) * one.forward;
        sum.backward += n(layers - frozen) * one.backward;
        sum.weight += n(layers - frozen) * one.weight;
        sum.launch_forward += n(layers) * one.launch_forward;
        sum.launch_backward += n(layers - frozen) * one.launch_backward;
    };
    add(stage.dense, stage.frozen.dense, times.dense);
    add(stage.dense_windowed, stage.frozen.dense_windowed, times.dense_windowed);
    add(stage.experts, stage.frozen.experts, times.experts);
    add(stage.experts_windowed, stage.frozen.experts_windowed, times.experts_windowed);
    const Passes& predicting = job.scenario.model.experts ? times.experts : times.dense;
    sum += n(stage.prediction) * predicting;
    if (stage.embedding) {
        sum += times.embedding;
    }
    if (stage.output) {
        sum += n(1 + stage.prediction) * times.output;
    }
    return sum;
}

}  // namespace

std::vector<Passes> chunk_passes(const Job& job) {
    const LayerTimes times = layer_times(job);
    std::vector<Passes> list;  // neighbours are often alike
    list.reserve(job.chunks.size());
    for (std::size_t i = 0; i < job.chunks.size(); ++i) {
        const bool again = i > 0 && job.chunks[i] == job.chunks[i - 1];
        list.push_back(again ? list.back() : stage_time(job.chunks[i], times, job));
    }
    return list;
}

}  // namespace foretoken::train
