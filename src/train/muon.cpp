// How long does Muon take to orthogonalise the updates of its matrices?
#include "train/muon.hpp"

#include <algorithm>

#include "kernel/gemm.hpp"
#include "model/operators.hpp"
#include "model/parameters.hpp"

namespace foretoken::train {
namespace {

constexpr double iterations = 5.0;

// X is m x n with m <= n. An iteration: A = X X^T, B = b A + c A A, X = a X + B X.
Seconds matrix_time(std::int64_t rows, std::int64_t columns, std::int64_t batch, const Job& job) {
    const std::int64_t m = std::min(rows, columns);
    const std::int64_t n = std::max(rows, columns);
    const auto product = [&](std::int64_t width, std::int64_t depth) {
        return kernel::gemm_time(
            {.m = m, .n = width, .k = depth, .format = job.activations, .batch = batch},
            job.accelerator(), job.calibration.kernel);
    };
    return iterations * (product(m, n) + product(m, m) + product(n, m));
}

Seconds layer_matrices(bool experts, const Job& job) {
    const Model& m = job.scenario.model;
    Seconds sum;
    const auto add = [&](const std::vector<model::Operator>& list) {
        for (const model::Operator& op : list) {
            if (op.kind == model::OperatorKind::gemm) {
                sum += matrix_time(op.n, op.k, 1, job);
            } else if (op.kind == model::OperatorKind::expert_gemm) {
                const std::int64_t count =
                    std::max<std::int64_t>(1, m.experts->count / job.scenario.plan.ep);
                sum += matrix_time(op.n, op.k, count, job);
            }
        }
    };
    add(model::attention_operators(m, job.scenario.software));
    add(experts ? model::expert_operators(m, job.scenario.software)
                : model::dense_operators(m, job.scenario.software));
    return sum;
}

}  // namespace

Seconds muon_time(const plan::Stage& stage, const Job& job) {
    const plan::LayerCounts& frozen = stage.frozen;
    const bool mixtures = job.scenario.model.experts.has_value();
    const std::int64_t predicting = stage.prediction;
    const double dense = static_cast<double>(stage.dense + stage.dense_windowed - frozen.dense -
                                             frozen.dense_windowed + (mixtures ? 0 : predicting));
    const double mixed =
        static_cast<double>(stage.experts + stage.experts_windowed - frozen.experts -
                            frozen.experts_windowed + (mixtures ? predicting : 0));
    Seconds work;
    work += dense > 0.0 ? dense * layer_matrices(false, job) : Seconds{};
    work += mixed > 0.0 ? mixed * layer_matrices(true, job) : Seconds{};
    const Plan& p = job.scenario.plan;
    const double owners = p.zero >= 1 ? static_cast<double>(job.shard.ranks) : 1.0;
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    const double local = plan::local_parameters(job.scenario.model, p, layers).total() / owners;
    const Bytes whole{bytes_per_element(job.activations) * local * static_cast<double>(p.tp)};
    return work / owners + job.collective(network::Collective::all_gather, whole, job.tensor);
}

}  // namespace foretoken::train
