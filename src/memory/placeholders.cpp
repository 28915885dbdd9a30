// How much do stand-ins for weight gradients hold, where these are accumulated elsewhere?
#include "memory/placeholders.hpp"

#include <algorithm>
#include <vector>

#include "memory/states.hpp"
#include "model/operators.hpp"
#include "model/tuning.hpp"
#include "plan/local.hpp"

namespace foretoken::memory {
namespace {

void add(const WeightShape& shape, std::vector<WeightShape>& list) {
    const bool known = std::any_of(list.begin(), list.end(), [&](const WeightShape& other) {
        return other.rows == shape.rows && other.columns == shape.columns;
    });
    if (!known) {
        list.push_back(shape);
    }
}

void add(const std::vector<model::Operator>& operators, const TrainScenario& s,
         std::vector<WeightShape>& list) {
    for (const model::Operator& op : operators) {
        const double divisor = plan::feature_divisor(op.split, s.plan);
        WeightShape shape{op.name, static_cast<double>(op.n), static_cast<double>(op.k)};
        const bool expert = op.kind == model::OperatorKind::expert_gemm;
        if (op.kind != model::OperatorKind::gemm && !expert) {
            continue;
        }
        const bool inputs = expert ? op.n == s.model.hidden : op.split == model::Split::row;
        (inputs ? shape.columns : shape.rows) /= divisor;
        add(shape, list);
    }
}

}  // namespace

std::vector<WeightShape> placeholder_shapes(const TrainScenario& s, const plan::Stage& stage) {
    const bool apply = s.software.placeholder_gradients && s.software.fused_accumulation &&
                       s.plan.zero < 3 && model::trains_products(s.workload.tuning);
    if (!apply) {
        return {};
    }
    std::vector<WeightShape> list;
    const bool mixtures = s.model.experts.has_value();
    const plan::LayerCounts& frozen = stage.frozen;
    const bool dense = stage.dense + stage.dense_windowed > frozen.dense + frozen.dense_windowed;
    const bool mixed =
        stage.experts + stage.experts_windowed > frozen.experts + frozen.experts_windowed;
    if (dense || mixed || stage.prediction > 0) {
        add(model::attention_operators(s.model, s.software), s, list);
    }
    if (dense || (stage.prediction > 0 && !mixtures)) {
        add(model::dense_operators(s.model, s.software), s, list);
    }
    if (mixed || (stage.prediction > 0 && mixtures)) {
        add(model::expert_operators(s.model, s.software), s, list);
    }
    if (stage.output && model::trains_output(s.model, s.workload.tuning)) {
        add({"output", plan::local_vocabulary(s.model, s.plan, s.software),
             static_cast<double>(s.model.hidden)},
            list);
    }
    return list;
}

Bytes placeholders(const TrainScenario& s, const plan::Stage& stage) {
    double elements = 0.0;
    for (const WeightShape& shape : placeholder_shapes(s, stage)) {
        elements += shape.rows * shape.columns;
    }
    return {state_bytes(s.workload, s.software).weights * elements};
}

}  // namespace foretoken::memory
