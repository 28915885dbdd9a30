// How many FLOPs does a rank do in each part of a pass?
#include "train/part_flops.hpp"

#include "model/documents.hpp"
#include "model/flops.hpp"
#include "model/operators.hpp"
#include "model/tuning.hpp"

namespace foretoken::train {
namespace {

using schedule::Pass;

void add_products(const std::vector<model::Operator>& list, const Job& job, PartFlops& flops) {
    for (const model::Operator& op : list) {
        const Flops size{2.0 * plan::rows(op.split, job.tokens) * static_cast<double>(op.n) *
                         static_cast<double>(op.k) /
                         plan::feature_divisor(op.split, job.scenario.plan)};
        if (op.kind == model::OperatorKind::gemm) {
            flops.linear += size;
        } else if (op.kind == model::OperatorKind::expert_gemm) {
            flops.experts += size;
        }
    }
}

// Forward, of one layer.
PartFlops layer_flops(const LayerKind& kind, const Job& job) {
    const TrainScenario& s = job.scenario;
    PartFlops flops;
    add_products(model::attention_operators(s.model, s.software), job, flops);
    add_products(kind.experts ? model::expert_operators(s.model, s.software)
                              : model::dense_operators(s.model, s.software),
                 job, flops);
    const model::Documents d = model::documents(s.workload);
    const double share =
        static_cast<double>(s.plan.micro_batch) / static_cast<double>(s.plan.tp * s.plan.cp);
    flops.attention = share * model::attention_flops(s.model, d.tokens, d.length, kind.windowed);
    return flops;
}

Flops output_flops(const Job& job) {
    const TrainScenario& s = job.scenario;
    return {2.0 * job.tokens.whole * static_cast<double>(s.model.hidden) *
            plan::local_vocabulary(s.model, s.plan, s.software)};
}

// Products of a pass for each of the forward pass.
double products(Pass pass, bool weights) {
    switch (pass) {
        case Pass::forward:
        case Pass::input_gradient: return 1.0;
        case Pass::weight_gradient: return weights ? 1.0 : 0.0;
        case Pass::backward: return weights ? 2.0 : 1.0;
        case Pass::pair: break;
    }
    return 0.0;
}

// The same of the attention core, which has no weights.
double cores(Pass pass) {
    return pass == Pass::forward ? 1.0 : pass == Pass::weight_gradient ? 0.0 : 2.0;
}

}  // namespace

Flops PartFlops::operator[](Part part) const {
    switch (part) {
        case Part::linear: return linear;
        case Part::experts: return experts;
        case Part::attention: return attention;
        case Part::output: return output;
        default: return {};
    }
}

PartFlops part_flops(const LayerGroup& group, Pass pass, const Job& job) {
    const TrainScenario& s = job.scenario;
    const double count = static_cast<double>(pass == Pass::forward ? group.layers : group.trained);
    PartFlops flops;
    if (group.name == "embedding") {
        return flops;
    }
    if (group.name == "output") {
        const bool weights = model::trains_output(s.model, s.workload.tuning);
        flops.output = count * products(pass, weights) * output_flops(job);
        return flops;
    }
    const PartFlops one = layer_flops(group.kind, job);
    const double times = count * products(pass, model::trains_products(s.workload.tuning));
    flops.linear = times * one.linear;
    flops.experts = times * one.experts;
    flops.attention = count * cores(pass) * one.attention;
    return flops;
}

}  // namespace foretoken::train
