// How long does Muon take to orthogonalise the updates of its matrices?
#include "train/muon.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "kernel/gemm_account.hpp"
#include "model/operators.hpp"
#include "model/parameters.hpp"
#include "train/job_account.hpp"

namespace foretoken::train {
namespace {

constexpr double iterations = 5.0;

constexpr const char* document = "docs/models/optimizer.md, Eq. 3";

// The update of a weight: `batch` matrices of m x n with m <= n.
struct Matrix {
    std::string_view name;
    std::int64_t m;
    std::int64_t n;
    std::int64_t batch;
};

// X is such a matrix. An iteration: A = X X^T, B = b A + c A A, X = a X + B X.
struct Iteration {
    kernel::Gemm square;    // X X^T
    kernel::Gemm power;     // A A
    kernel::Gemm increase;  // B X
};

Iteration iteration(const Matrix& x, const Job& job) {
    const auto product = [&](std::int64_t width, std::int64_t depth) {
        return kernel::Gemm{
            .m = x.m, .n = width, .k = depth, .format = job.activations, .batch = x.batch};
    };
    return {.square = product(x.m, x.n), .power = product(x.m, x.m), .increase = product(x.n, x.m)};
}

std::vector<Matrix> layer_matrices(bool experts, const Job& job) {
    const Model& m = job.scenario.model;
    std::vector<Matrix> all;
    const auto add = [&](const std::vector<model::Operator>& list) {
        for (const model::Operator& op : list) {
            const bool expert = op.kind == model::OperatorKind::expert_gemm;
            if (expert || op.kind == model::OperatorKind::gemm) {
                const std::int64_t count =
                    expert ? std::max<std::int64_t>(1, m.experts->count / job.scenario.plan.ep) : 1;
                all.push_back({op.name, std::min(op.n, op.k), std::max(op.n, op.k), count});
            }
        }
    };
    add(model::attention_operators(m, job.scenario.software));
    add(experts ? model::expert_operators(m, job.scenario.software)
                : model::dense_operators(m, job.scenario.software));
    return all;
}

Seconds layer_time(bool experts, const Job& job) {
    const auto time = [&](const kernel::Gemm& gemm) {
        return kernel::gemm_time(gemm, job.accelerator(), job.calibration.kernel);
    };
    Seconds sum;
    for (const Matrix& matrix : layer_matrices(experts, job)) {
        const Iteration i = iteration(matrix, job);
        sum += iterations * (time(i.square) + time(i.power) + time(i.increase));
    }
    return sum;
}

Account layer_account(const char* name, bool experts, const Job& job) {
    const auto product = [&](const char* which, const kernel::Gemm& gemm) {
        return kernel::gemm_account(which, "product of an iteration", gemm, job.accelerator(),
                                    job.calibration.kernel);
    };
    std::vector<Account> list;
    for (const Matrix& matrix : layer_matrices(experts, job)) {
        const Iteration i = iteration(matrix, job);
        std::vector<Account> parts{account::input("iterations", iterations, "of Newton-Schulz",
                                                  account::elsewhere("arXiv 2502.16982, 2.2")),
                                   product("square", i.square), product("power", i.power),
                                   product("increase", i.increase)};
        const double once = parts[1].value + parts[2].value + parts[3].value;
        list.push_back(account::derived(
            std::string(matrix.name), Seconds{iterations * once}, "one weight's update",
            {"iterations * (square + power + increase)", document}, std::move(parts)));
    }
    return account::sum(name, "all matrices of a layer", std::move(list));
}

// Layers of a stage whose weights are trained, and the ranks that share their updates.
struct Shared {
    double dense;
    double mixtures;
    double owners;
    Bytes whole;  // momenta that are gathered over the tensor ranks
};

Shared shared(const plan::Stage& stage, const Job& job) {
    const plan::LayerCounts& frozen = stage.frozen;
    const bool mixtures = job.scenario.model.experts.has_value();
    const std::int64_t predicting = stage.prediction;
    const Plan& p = job.scenario.plan;
    const double owners = p.zero >= 1 ? static_cast<double>(job.shard.ranks) : 1.0;
    plan::Stage layers = stage;
    layers.embedding = false;
    layers.output = false;
    const double local = plan::local_parameters(job.scenario.model, p, layers).total() / owners;
    return {
        .dense = static_cast<double>(stage.dense + stage.dense_windowed - frozen.dense -
                                     frozen.dense_windowed + (mixtures ? 0 : predicting)),
        .mixtures = static_cast<double>(stage.experts + stage.experts_windowed - frozen.experts -
                                        frozen.experts_windowed + (mixtures ? predicting : 0)),
        .owners = owners,
        .whole = {bytes_per_element(job.activations) * local * static_cast<double>(p.tp)}};
}

}  // namespace

Seconds muon_time(const plan::Stage& stage, const Job& job) {
    const Shared s = shared(stage, job);
    Seconds work;
    work += s.dense > 0.0 ? s.dense * layer_time(false, job) : Seconds{};
    work += s.mixtures > 0.0 ? s.mixtures * layer_time(true, job) : Seconds{};
    return work / s.owners + job.collective(network::Collective::all_gather, s.whole, job.tensor);
}

Account muon_account(const plan::Stage& stage, const Job& job) {
    const Shared s = shared(stage, job);
    std::vector<Account> parts{account::input("owners", s.owners, "ranks that share the updates",
                                              account::scenario("plan.zero, plan.dp, plan.cp"))};
    std::string work;
    const auto add = [&](const char* layers, const char* one, double count, bool experts) {
        if (count > 0.0) {
            work += (work.empty() ? "" : " + ") + std::string(layers) + " * " + one;
            parts.push_back(account::input(layers, count, "of the stage, trained",
                                           account::scenario("model, plan.pp")));
            parts.push_back(layer_account(one, experts, job));
        }
    };
    add("dense_layers", "dense", s.dense, false);
    add("mixture_layers", "mixture", s.mixtures, true);
    std::string formula = "(" + work + ") / owners";
    if (job.tensor.ranks > 1) {
        formula += " + gather";
        parts.push_back(collective_account(
            "gather", "momenta over the tensor ranks", network::Collective::all_gather,
            account::input("bytes", s.whole, "of the owned matrices, whole",
                           account::elsewhere("memory.optimizer")),
            job.tensor, job));
    }
    return account::derived("muon", muon_time(stage, job), "updates made orthogonal",
                            {std::move(formula), document}, std::move(parts));
}

}  // namespace foretoken::train
