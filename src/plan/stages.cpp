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

template <class Counts>
void add_layer(const Model& m, std::int64_t layer, Counts& stage) {
    const bool windowed = model::is_windowed_layer(m, layer);
    if (model::is_expert_layer(m, layer)) {
        ++(windowed ? stage.experts_windowed : stage.experts);
    } else {
        ++(windowed ? stage.dense_windowed : stage.dense);
    }
}

// Layers of every chunk where the plan says how many the ends hold: a stage's layers are dealt
// evenly to its chunks, what is left evenly to the stages that are not named.
std::vector<std::int64_t> deal_inside(std::int64_t layers, const Plan& p) {
    const bool first = p.first_stage_layers > 0;
    const bool last = p.last_stage_layers > 0;
    const std::int64_t inner = std::max<std::int64_t>(1, p.pp - (first ? 1 : 0) - (last ? 1 : 0));
    const std::int64_t each = (layers - p.first_stage_layers - p.last_stage_layers) / inner;
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(p.pp * p.vpp), each / p.vpp);
    for (std::int64_t chunk = 0; chunk < p.vpp; ++chunk) {
        const auto at = static_cast<std::size_t>(chunk * p.pp);
        if (first) {
            sizes[at] = p.first_stage_layers / p.vpp;
        }
        if (last) {
            sizes[at + static_cast<std::size_t>(p.pp) - 1] = p.last_stage_layers / p.vpp;
        }
    }
    return sizes;
}

std::vector<std::int64_t> sizes_of(const Model& m, const Plan& p) {
    if (!p.stage_layers.empty()) {
        return p.stage_layers;
    }
    if (p.first_stage_layers > 0 || p.last_stage_layers > 0) {
        return deal_inside(m.layers, p);
    }
    return deal(m.layers, m.prediction_layers, p.pp * p.vpp);
}

}  // namespace

Stage& Stage::operator+=(const Stage& other) {
    dense += other.dense;
    dense_windowed += other.dense_windowed;
    experts += other.experts;
    experts_windowed += other.experts_windowed;
    prediction += other.prediction;
    frozen.dense += other.frozen.dense;
    frozen.dense_windowed += other.frozen.dense_windowed;
    frozen.experts += other.frozen.experts;
    frozen.experts_windowed += other.frozen.experts_windowed;
    embedding = embedding || other.embedding;
    output = output || other.output;
    return *this;
}

std::vector<Stage> chunks(const Model& m, const Plan& plan, std::int64_t frozen) {
    const std::vector<std::int64_t> sizes = sizes_of(m, plan);
    std::vector<Stage> list(sizes.size());
    std::int64_t layer = 0;
    for (std::size_t chunk = 0; chunk < sizes.size(); ++chunk) {
        for (std::int64_t i = 0; i < sizes[chunk]; ++i) {
            if (layer < frozen) {
                add_layer(m, layer, list[chunk].frozen);
            }
            add_layer(m, layer++, list[chunk]);
        }
    }
    list.front().embedding = true;
    list.back().output = true;
    list.back().prediction = m.prediction_layers;
    return list;
}

std::int64_t chunks_held(const Plan& plan) {
    return plan.schedule == Schedule::dualpipe ? 2 : plan.vpp;
}

std::vector<std::size_t> held(const Plan& plan, std::int64_t rank) {
    const bool mirrored =
        plan.schedule == Schedule::dualpipe || plan.schedule == Schedule::zero_bubble_v;
    const std::int64_t all = plan.pp * plan.vpp;
    std::vector<std::size_t> list;
    list.reserve(static_cast<std::size_t>(chunks_held(plan)));
    for (std::int64_t chunk = 0; chunk < chunks_held(plan); ++chunk) {
        const std::int64_t at = mirrored && chunk == 1 ? all - 1 - rank : chunk * plan.pp + rank;
        list.push_back(static_cast<std::size_t>(at));
    }
    return list;
}

std::vector<Stage> stages(const Model& m, const Plan& plan, std::int64_t frozen) {
    const std::vector<Stage> all = chunks(m, plan, frozen);
    std::vector<Stage> list(static_cast<std::size_t>(plan.pp));
    for (std::size_t rank = 0; rank < list.size(); ++rank) {
        for (const std::size_t chunk : held(plan, static_cast<std::int64_t>(rank))) {
            list[rank] += all[chunk];
        }
    }
    return list;
}

}  // namespace foretoken::plan
