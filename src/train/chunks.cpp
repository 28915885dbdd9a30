// How long does one micro-batch take through each chunk of the model?
#include "train/chunks.hpp"

#include "train/output.hpp"

namespace foretoken::train {
namespace {

Passes stage_time(const plan::Stage& stage, const LayerTimes& times, const Job& job) {
    Passes sum;
    for_each_group(stage, times, job, [&](const LayerGroup& group) { sum += group.all(); });
    return sum;
}

}  // namespace

Passes LayerGroup::all() const {
    const auto all = static_cast<double>(layers);
    const auto reached = static_cast<double>(trained);
    return {.forward = all * one.forward,
            .backward = reached * one.backward,
            .weight = reached * one.weight,
            .launch_forward = all * one.launch_forward,
            .launch_backward = reached * one.launch_backward};
}

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

std::vector<Passes> chunk_passes(const LayerTimes& times, const Job& job) {
    std::vector<Passes> list;
    list.reserve(job.chunks.size());
    for (std::size_t i = 0; i < job.chunks.size(); ++i) {
        const bool again = i > 0 && job.chunks[i] == job.chunks[i - 1];
        list.push_back(again ? list.back() : stage_time(job.chunks[i], times, job));
    }
    return list;
}

std::vector<Passes> rank_passes(const std::vector<Passes>& chunks, const Job& job) {
    std::vector<Passes> ranks(job.stages.size());
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
        for (const std::size_t i : plan::held(job.scenario.plan, static_cast<std::int64_t>(rank))) {
            ranks[rank] += chunks[i];
        }
    }
    return ranks;
}

}  // namespace foretoken::train
