// How long does the optimizer take once gradients are there?
#include "train/optimizer.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "kernel/elementwise.hpp"
#include "memory/footprint.hpp"
#include "plan/trained.hpp"
#include "train/job_account.hpp"
#include "train/muon.hpp"
#include "train/offload.hpp"

namespace foretoken::train {
namespace {

Seconds pass(double bytes, const Job& job) {
    return kernel::stream_time({bytes}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

// A sum over the ranks that hold different gradients.
Seconds norm_exchange(const Job& job) {
    const Bytes scalar{4.0};
    const bool sharded = job.scenario.plan.zero >= 1;
    return job.collective(network::Collective::all_reduce, scalar, job.tensor) +
           (sharded ? job.collective(network::Collective::all_reduce, scalar, job.shard)
                    : Seconds{});
}

// Tensors of a layer: matrices, norms, biases.
double tensors(const plan::Stage& stage, const Model& m) {
    const double per_layer = (m.gated ? 7.0 : 4.0) + (m.biases ? 8.0 : 2.0);
    return per_layer * static_cast<double>(stage.layers() - stage.frozen.total());
}

// Kernels of one tensor's update where none are fused: decay, two moments of two kernels each, root
// and sum, quotient, step, and the weight's 16-bit copy.
constexpr double kernels_per_tensor = 9.0;

constexpr const char* document = "docs/models/optimizer.md";

// Whose states they are, and what an update of them touches.
struct Work {
    double owned;        // parameters
    double here;         // of them, those that are not offloaded
    double gradients;    // bytes of a gradient
    double update;       // bytes that the update of one parameter moves
    double unfused = 0;  // launches where no kernel updates many tensors
};

Work work_of(const plan::Stage& stage, const Job& job) {
    const TrainScenario& s = job.scenario;
    const Plan& p = s.plan;
    const plan::LocalParameters local =
        plan::held_parameters(s.model, p, s.workload.tuning, stage).trained;
    const double owned = p.zero >= 1
                             ? local.shared / static_cast<double>(job.shard.ranks) +
                                   local.experts / static_cast<double>(job.expert_data.ranks)
                             : local.total();
    const memory::StateBytes bytes = memory::state_bytes(s.workload, s.software);
    return {
        .owned = owned,
        .here = (1.0 - p.offload.optimizer) * owned,
        .gradients = bytes.gradients,
        .update = bytes.gradients + 2.0 * bytes.optimizer + bytes.weights,
        .unfused = s.software.fused_optimizer ? 0.0 : kernels_per_tensor * tensors(stage, s.model)};
}

Account owned_account(const Work& w, const plan::Stage& stage, const Job& job) {
    const TrainScenario& s = job.scenario;
    const plan::LocalParameters local =
        plan::held_parameters(s.model, s.plan, s.workload.tuning, stage).trained;
    const bool sharded = s.plan.zero >= 1;
    const auto ranks = [&](const char* name, std::int64_t count) {
        return account::input(name, sharded ? static_cast<double>(count) : 1.0,
                              "ranks that share the states",
                              account::scenario("plan.zero, plan.dp, plan.cp, plan.ep"));
    };
    const auto held = [&](const char* name, double count) {
        return account::input(name, count, "trained parameters on one rank",
                              account::elsewhere("memory.optimizer"));
    };
    return account::derived(
        "owned", w.owned, "parameters whose states a rank owns",
        {"dense / dense_owners + experts / expert_owners", document},
        {held("dense", local.shared), ranks("dense_owners", job.shard.ranks),
         held("experts", local.experts), ranks("expert_owners", job.expert_data.ranks)});
}

// share x owned parameters x bytes of each.
Account pass_account(const char* name, const char* says, double share, double each,
                     const char* equation, const Work& w, const plan::Stage& stage,
                     const Job& job) {
    return moving_account(
        name, says,
        account::derived(
            "moved", Bytes{each * share * w.owned}, "read and written",
            {"share * owned * each", std::string(document) + equation},
            {account::input("share", share, "of the states that are not offloaded",
                            account::scenario("plan.offload.optimizer")),
             owned_account(w, stage, job),
             account::input("each", Bytes{each}, "bytes per parameter",
                            account::scenario("workload.optimizer, software.gradient_format"))}),
        job);
}

// The update itself: one kernel for all tensors, or nine launches for each.
Account update_account(Seconds time, const Work& w, const plan::Stage& stage, const Job& job) {
    const double share = 1.0 - job.scenario.plan.offload.optimizer;
    Account moving = pass_account("moving", "reads and writes all states", share, w.update,
                                  ", Eq. 2", w, stage, job);
    if (w.unfused == 0.0) {
        return account::named(std::move(moving), "update");
    }
    return account::derived(
        "update", time, "kernels of each tensor's update",
        {"max(moving, kernels * launch)", document},
        {std::move(moving),
         account::input("kernels", w.unfused, "nine per tensor", account::elsewhere(document)),
         account::input("launch", job.scenario.software.launch, "time of the host for one")});
}

std::vector<Account> norm_accounts(const Work& w, const plan::Stage& stage, const Job& job) {
    const auto sum = [&](const char* name, const network::Group& group) {
        return collective_account(
            name, "sum of squares", network::Collective::all_reduce,
            account::input("bytes", Bytes{4.0}, "one 32-bit number", account::elsewhere(document)),
            group, job);
    };
    std::vector<Account> list{pass_account("norm", "reads the gradients for their norm", 1.0,
                                           w.gradients, ", Eq. 1", w, stage, job)};
    if (job.tensor.ranks > 1) {
        list.push_back(sum("norm_tensor", job.tensor));
    }
    if (job.scenario.plan.zero >= 1 && job.shard.ranks > 1) {
        list.push_back(sum("norm_shard", job.shard));
    }
    return list;
}

Seconds update_time(const Work& w, const Job& job) {
    return max(pass(w.update * w.here, job), w.unfused * job.scenario.software.launch.value);
}

}  // namespace

OptimizerTime optimizer_time(const plan::Stage& stage, const Job& job) {
    const TrainScenario& s = job.scenario;
    const Work w = work_of(stage, job);
    OptimizerTime t;
    if (s.workload.optimizer.clipping) {
        t.device += pass(w.gradients * w.owned, job) + norm_exchange(job);
    }
    Seconds work = update_time(w, job);
    if (s.workload.optimizer.kind == OptimizerKind::muon) {
        work += muon_time(stage, job);
    }
    t.device += work;
    const Seconds host = host_optimizer_time(s.plan.offload.optimizer * w.owned, job);
    t.offload = max(Seconds{}, host - work);
    return t;
}

OptimizerAccounts optimizer_accounts(const plan::Stage& stage, const Job& job) {
    const TrainScenario& s = job.scenario;
    const Work w = work_of(stage, job);
    const OptimizerTime time = optimizer_time(stage, job);
    std::vector<Account> device;
    if (s.workload.optimizer.clipping) {
        device = norm_accounts(w, stage, job);
    }
    device.push_back(update_account(update_time(w, job), w, stage, job));
    Seconds work = update_time(w, job);
    if (s.workload.optimizer.kind == OptimizerKind::muon) {
        device.push_back(muon_account(stage, job));
        work += muon_time(stage, job);
    }
    OptimizerAccounts out{.device = account::sum("optimizer", "optimizer", std::move(device)),
                          .offload = account::sum("offload.optimizer", "", {})};
    if (s.plan.offload.optimizer > 0.0) {
        const double share = s.plan.offload.optimizer;
        Account owned = account::derived(
            "owned", share * w.owned, "parameters that the host updates", {"share * all", document},
            {account::input("share", share, "that is offloaded",
                            account::scenario("plan.offload.optimizer")),
             account::named(owned_account(w, stage, job), "all")});
        out.offload =
            account::derived("offload.optimizer", time.offload, "by how much the host takes longer",
                             {"max(0, host - device)", "docs/models/offload.md"},
                             {host_optimizer_account("host", std::move(owned), job),
                              account::input("device", work, "the rest of the update",
                                             account::elsewhere("optimizer"))});
    }
    return out;
}

}  // namespace foretoken::train
