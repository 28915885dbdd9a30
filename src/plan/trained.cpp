// Which of the parameters that one rank holds are trained?
#include "plan/trained.hpp"

#include "model/tuning.hpp"

namespace foretoken::plan {
namespace {

LocalParameters difference(const LocalParameters& a, const LocalParameters& b) {
    return {.shared = a.shared - b.shared, .experts = a.experts - b.experts};
}

void add(double times, const LocalParameters& p, LocalParameters& sum) {
    sum.shared += times * p.shared;
    sum.experts += times * p.experts;
}

LocalParameters adapters(const Model& m, const Plan& p, const Tuning& t, bool experts) {
    const model::LayerParameters a = model::adapter_parameters(m, t, experts);
    return {.shared = a.split / static_cast<double>(p.tp) + a.replicated,
            .experts = a.experts / static_cast<double>(p.ep * p.etp)};
}

}  // namespace

Stage frozen_below(const Model& m, const Tuning& t, const Stage& stage) {
    Stage below = stage;
    below.dense = stage.frozen.dense;
    below.dense_windowed = stage.frozen.dense_windowed;
    below.experts = stage.frozen.experts;
    below.experts_windowed = stage.frozen.experts_windowed;
    below.prediction = 0;
    below.output = stage.output && !model::trains_output(m, t);
    return below;
}

Held held_layer_parameters(const Model& m, const Plan& p, const Tuning& t, bool experts) {
    const LocalParameters all = local_layer_parameters(m, p, experts);
    if (t.method == Method::lora) {
        return {.trained = adapters(m, p, t, experts), .frozen = all};
    }
    return {.trained = all, .frozen = {}};
}

Held held_parameters(const Model& m, const Plan& p, const Tuning& t, const Stage& stage) {
    const LocalParameters all = local_parameters(m, p, stage);
    if (t.method == Method::full) {
        return {.trained = all, .frozen = {}};
    }
    if (t.method == Method::last_layers) {
        const LocalParameters frozen = local_parameters(m, p, frozen_below(m, t, stage));
        return {.trained = difference(all, frozen), .frozen = frozen};
    }
    Held held{.trained = {}, .frozen = all};
    const auto count = [](std::int64_t n) { return static_cast<double>(n); };
    const double predicting = count(stage.prediction);
    const double dense = count(stage.dense + stage.dense_windowed) + (m.experts ? 0.0 : predicting);
    const double mixed =
        count(stage.experts + stage.experts_windowed) + (m.experts ? predicting : 0.0);
    if (dense > 0.0) {
        add(dense, adapters(m, p, t, false), held.trained);
    }
    if (mixed > 0.0) {
        add(mixed, adapters(m, p, t, true), held.trained);
    }
    return held;
}

}  // namespace foretoken::plan
