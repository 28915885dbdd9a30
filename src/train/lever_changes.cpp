// Which changes of a scenario are worth a look?
#include "train/lever_changes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "hardware/precision.hpp"

namespace foretoken::train {
namespace {

// How much of a rate is asked for: a tenth tells the slope; links and memory are sold in doubles.
constexpr double tenth_more = 1.1;
constexpr double twice = 2.0;
constexpr double half = 0.5;

// Collects changes, each a copy of the scenario.
class Changes {
public:
    Changes(const TrainScenario& scenario, const Calibration& calibration)
        : scenario_(scenario), calibration_(calibration) {}

    template <class Change>
    void add(LeverKind kind, std::string says, const Change& change) {
        Lever lever{.kind = kind,
                    .says = std::move(says),
                    .scenario = scenario_,
                    .calibration = calibration_};
        change(lever);
        list_.push_back(std::move(lever));
    }
    // A change of one part of the scenario.
    template <class Change>
    void hardware(std::string says, const Change& change) {
        add(LeverKind::hardware, std::move(says),
            [&](Lever& lever) { change(lever.scenario.cluster.node); });
    }
    template <class Change>
    void software(std::string says, const Change& change) {
        add(LeverKind::software, std::move(says),
            [&](Lever& lever) { change(lever.scenario.software); });
    }
    template <class Change>
    void plan(std::string says, const Change& change) {
        add(LeverKind::plan, std::move(says), [&](Lever& lever) { change(lever.scenario.plan); });
    }
    std::vector<Lever> take() { return std::move(list_); }

private:
    const TrainScenario& scenario_;
    const Calibration& calibration_;
    std::vector<Lever> list_;
};

std::string gigabits(Bandwidth rate) {
    return with_digits(rate.value * 8.0 / 1e9, 4);
}

void halve_latency(CollectiveCalibration& wires) {
    std::vector<StepCost*> costs{&wires.nvls, &wires.pat};
    for (auto* family : {&wires.ring, &wires.tree, &wires.exchange}) {
        for (StepCost& cost : *family) {
            costs.push_back(&cost);
        }
    }
    for (StepCost* cost : costs) {
        for (Seconds* time : {&cost->base, &cost->scale_up, &cost->pcie, &cost->network}) {
            *time = half * *time;
        }
    }
}

void add_hardware(const TrainScenario& s, Changes& changes) {
    changes.hardware("+10% peak", [](Node& node) {
        for (auto& peak : node.accelerator.peak) {
            peak.value = tenth_more * peak.value;
        }
    });
    changes.hardware("+10% memory bandwidth", [](Node& node) {
        auto& rate = node.accelerator.memory_bandwidth.value;
        rate = tenth_more * rate;
    });
    changes.hardware("2 x scale-up bandwidth", [](Node& node) {
        ScaleUp& links = node.accelerator.scale_up;
        links.bandwidth.value = twice * links.bandwidth.value;
        links.peer_bandwidth.value = twice * links.peer_bandwidth.value;
    });
    const Bandwidth card = s.cluster.node.nic_bandwidth.value;
    changes.hardware(
        "network " + gigabits(card) + " to " + gigabits(twice * card) + " Gbps",
        [](Node& node) { node.nic_bandwidth.value = twice * node.nic_bandwidth.value; });
    changes.hardware("2 x host link", [](Node& node) {
        auto& rate = node.accelerator.host_link.value;
        rate = twice * rate;
    });
    changes.add(LeverKind::hardware, "half the latency of collectives", [](Lever& lever) {
        halve_latency(lever.calibration.collective);
        Seconds& fabric = lever.scenario.cluster.fabric.latency.value;
        fabric = half * fabric;
    });
}

struct Switch {
    bool Software::* member;
    const char* says;
    bool better = true;
};
constexpr Switch switches[] = {
    {&Software::overlap_gradients, "overlapped gradient reduction"},
    {&Software::overlap_parameters, "overlapped parameter gathering"},
    {&Software::overlap_tensor_backward, "tensor reduction beside backward products"},
    {&Software::overlap_tensor, "overlapped tensor collectives"},
    {&Software::overlap_pipeline, "overlapped stage boundaries"},
    {&Software::overlap_shared, "shared experts beside the exchange"},
    {&Software::fused_elementwise, "fused elementwise kernels"},
    {&Software::fused_softmax, "fused softmax"},
    {&Software::fused_loss, "fused loss"},
    {&Software::fused_accumulation, "fused gradient accumulation"},
    {&Software::fused_optimizer, "fused optimizer"},
    {&Software::fused_permutation, "fused permutation"},
    {&Software::fused_router, "fused router"},
    {&Software::grouped_products, "grouped expert products"},
    {&Software::fp8_dispatch, "8-bit dispatch"},
    {&Software::aggregated_trees, "aggregated trees (PAT)"},
    {&Software::early_stop, "recomputation that stops early"},
    {&Software::routing_sync, "no wait for token counts", false},
};

void add_software(const TrainScenario& s, const Calibration& c, Changes& changes) {
    for (const Switch& each : switches) {
        if (s.software.*each.member != each.better) {
            changes.software(each.says,
                             [&](Software& software) { software.*each.member = each.better; });
        }
    }
    if (s.model.experts && s.software.overlap_experts != ExpertOverlap::always) {
        changes.software("overlapped dispatch to experts", [](Software& software) {
            software.overlap_experts = ExpertOverlap::always;
        });
    }
    changes.software("half the launch time", [](Software& software) {
        software.launch.value = half * software.launch.value;
    });
    if (s.software.graphs != Graphs::full) {
        changes.software("captured graphs",
                         [](Software& software) { software.graphs = Graphs::full; });
    }
    const auto next = static_cast<std::size_t>(s.software.attention) + 1;
    if (next < c.kernel.attention.size() && c.kernel.attention[next].peak_fraction > 0.0) {
        changes.software("flash attention " + std::to_string(next), [next](Software& software) {
            software.attention = static_cast<AttentionKernel>(next);
        });
    }
}

const char* name(Recompute mode) {
    switch (mode) {
        case Recompute::none: return "none";
        case Recompute::selective: return "selective";
        case Recompute::full: return "full";
    }
    return "";
}

// A size doubled, and halved where it can be.
void add_sizes(std::int64_t Plan::* size, const std::string& label, bool deals_ranks,
               const TrainScenario& s, Changes& changes) {
    std::vector<std::int64_t> values{2 * (s.plan.*size)};
    if (s.plan.*size % 2 == 0) {
        values.push_back(s.plan.*size / 2);
    }
    for (const std::int64_t value : values) {
        changes.plan(label + " " + std::to_string(value), [&](Plan& plan) {
            plan.*size = value;
            plan.dp = deals_ranks ? 0 : plan.dp;
        });
    }
}

void add_plans(const TrainScenario& s, Changes& changes) {
    add_sizes(&Plan::tp, "tp", true, s, changes);
    add_sizes(&Plan::pp, "pp", true, s, changes);
    add_sizes(&Plan::micro_batch, "micro-batch", false, s, changes);
    if (s.plan.pp > 1) {
        add_sizes(&Plan::vpp, "vpp", false, s, changes);
    }
    if (s.plan.pp > 1 && s.plan.vpp == 1 && s.plan.schedule == Schedule::one_f_one_b) {
        changes.plan("zero-bubble schedule",
                     [](Plan& plan) { plan.schedule = Schedule::zero_bubble_h1; });
    }
    for (const Recompute mode : {Recompute::none, Recompute::selective, Recompute::full}) {
        if (mode != s.plan.recompute) {
            changes.plan(std::string("recompute ") + name(mode),
                         [mode](Plan& plan) { plan.recompute = mode; });
        }
    }
    if (s.plan.tp > 1) {
        changes.plan(s.plan.sequence_parallel ? "no sequence parallelism" : "sequence parallelism",
                     [](Plan& plan) { plan.sequence_parallel = !plan.sequence_parallel; });
    }
    if (s.plan.zero == 0) {
        changes.plan("zero 1", [](Plan& plan) { plan.zero = 1; });
    }
    const Precision now = s.workload.precision;
    if ((now == Precision::bf16 || now == Precision::fp16) &&
        hardware::check_precision(Precision::fp8, s.cluster.node.accelerator)) {
        changes.add(LeverKind::plan, "fp8",
                    [](Lever& lever) { lever.scenario.workload.precision = Precision::fp8; });
    }
}

}  // namespace

std::vector<Lever> lever_changes(const TrainScenario& scenario, const Calibration& calibration) {
    Changes changes(scenario, calibration);
    add_hardware(scenario, changes);
    add_software(scenario, calibration, changes);
    add_plans(scenario, changes);
    return changes.take();
}

std::vector<Lever> memory_changes(const TrainScenario& scenario, const Calibration& calibration) {
    Changes changes(scenario, calibration);
    for (const std::int64_t micro_batch :
         {scenario.plan.micro_batch, 2 * scenario.plan.micro_batch}) {
        for (const Recompute mode : {Recompute::none, Recompute::selective, Recompute::full}) {
            const bool same =
                mode == scenario.plan.recompute && micro_batch == scenario.plan.micro_batch;
            if (same || mode > scenario.plan.recompute) {
                continue;
            }
            changes.add(LeverKind::hardware,
                        "2 x memory (micro-batch " + std::to_string(micro_batch) + ", recompute " +
                            name(mode) + ")",
                        [&](Lever& lever) {
                            auto& memory = lever.scenario.cluster.node.accelerator.memory.value;
                            memory = twice * memory;
                            lever.scenario.plan.micro_batch = micro_batch;
                            lever.scenario.plan.recompute = mode;
                        });
        }
    }
    return changes.take();
}

}  // namespace foretoken::train
