// Which layers does each pipeline stage hold?
#include "plan/stages.hpp"

#include <algorithm>

#include "model/operators.hpp"

namespace foretoken::plan {
namespace {

// Layers of every chunk, in order.
std::vector<std::int64_t> deal(std::int64_t layers, std::int64_t prediction, std::int64_t chunks) {
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(chunks), layers / chunks);
    const std::int64_t rest = layers % chunks;
    if (rest == 0) {
        return sizes;
    }
    const auto dealt_with = [&](std::int64_t extra) { return (layers + extra) % chunks == 0; };
    // Output and prediction layers weigh like a layer each on the last chunk, the embedding on the
    // first.
    const std::int64_t tail = 1 + prediction;
    if (dealt_with(tail + 1) && (layers + tail + 1) / chunks >= tail) {
        std::fill(sizes.begin(), sizes.end(), (layers + tail + 1) / chunks);
        sizes.front() -= 1;
        sizes.back() -= tail;
    } else if (dealt_with(tail) && (layers + tail) / chunks >= tail) {
        std::fill(sizes.begin(), sizes.end(), (layers + tail) / chunks);
        sizes.back() -= tail;
    } else {
        std::for_each(sizes.begin(), sizes.begin() + rest, [](std::int64_t& size) { ++size; });
    }
    return sizes;
}

void add_layer(const Model& m, std::int64_t layer, Stage& stage) {
    const bool windowed = model::is_windowed_layer(m, layer);
    if (model::is_expert_layer(m, layer)) {
        ++(windowed ? stage.experts_windowed : stage.experts);
    } else {
        ++(windowed ? stage.dense_windowed : stage.dense);
    }
}

}  // namespace

std::vector<Stage> stages(const Model& m, const Plan& plan) {
    std::vector<Stage> list(static_cast<std::size_t>(plan.pp));
    const std::vector<std::int64_t> sizes = deal(m.layers, m.prediction_layers, plan.pp * plan.vpp);
    std::int64_t layer = 0;
    for (std::size_t chunk = 0; chunk < sizes.size(); ++chunk) {
        Stage& stage = list[chunk % list.size()];
        for (std::int64_t i = 0; i < sizes[chunk]; ++i) {
            add_layer(m, layer++, stage);
        }
    }
    list.front().embedding = true;
    list.back().output = true;
    list.back().prediction = m.prediction_layers;
    return list;
}

}  // namespace foretoken::plan
