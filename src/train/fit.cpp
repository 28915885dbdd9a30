// Does the plan fit in memory, and if not, what would?
#include <algorithm>

#include "memory/footprint.hpp"
#include "plan/legal.hpp"
#include "train/forecast.hpp"

namespace foretoken::train {
namespace {

Bytes need(const TrainScenario& s) {
    Bytes most;
    for (const StageMemory& stage : memory::footprint(s)) {
        most = max(most, stage.total);
    }
    return most;
}

// Changes that people make first, gentlest first; those that are legal and fit are the hint.
std::string remedies(const TrainScenario& s, Bytes capacity) {
    struct Remedy {
        const char* says;
        Plan plan;
    };
    std::vector<Remedy> list;
    const auto offer = [&](const char* says, auto change) {
        Plan p = s.plan;
        change(p);
        list.push_back({.says = says, .plan = p});
    };
    const bool pipelined = s.plan.pp > 1;
    offer("plan.recompute selective", [](Plan& p) { p.recompute = Recompute::selective; });
    offer("plan.zero 1", [](Plan& p) { p.zero = std::max<std::int64_t>(p.zero, 1); });
    offer("plan.recompute full", [](Plan& p) { p.recompute = Recompute::full; });
    offer("plan.micro_batch 1", [](Plan& p) { p.micro_batch = 1; });
    offer(pipelined ? "plan.zero 1 and plan.recompute full" : "plan.zero 3 and plan.recompute full",
          [&](Plan& p) {
              p.zero = pipelined ? 1 : 3;
              p.recompute = Recompute::full;
          });
    offer("plan.tp twice as large and plan.recompute full", [](Plan& p) {
        p.tp *= 2;
        p.recompute = Recompute::full;
    });
    offer("plan.pp twice as large, plan.zero 1 and plan.recompute full", [](Plan& p) {
        p.pp *= 2;
        p.zero = 1;
        p.recompute = Recompute::full;
    });
    offer("plan.tp 8, plan.pp 8, plan.zero 1 and plan.recompute full", [](Plan& p) {
        p.tp = 8;
        p.pp = 8;
        p.zero = 1;
        p.recompute = Recompute::full;
    });
    std::string hint;
    int found = 0;
    for (Remedy& remedy : list) {
        remedy.plan.dp = 0;
        remedy.plan.micro_batch = std::min(remedy.plan.micro_batch, s.plan.micro_batch);
        TrainScenario changed = s;
        const auto plan = plan::completed(remedy.plan, s.model, s.workload, s.cluster.accelerators);
        if (!plan || *plan == s.plan || found == 2) {
            continue;
        }
        changed.plan = *plan;
        if (need(changed) <= capacity) {
            hint += (hint.empty() ? "would fit: " : "; or ") + std::string(remedy.says);
            ++found;
        }
    }
    return hint.empty() ? "none of the usual changes fits: use more accelerators" : hint;
}

std::string gigabytes(Bytes bytes) {
    const auto tenths = static_cast<long long>(bytes.value / 1e8 + 0.5);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

}  // namespace

Outcome check_fit(const TrainScenario& s, const Forecast& f) {
    if (f.fits()) {
        return Done{};
    }
    const auto worst = std::max_element(
        f.memory.begin(), f.memory.end(),
        [](const StageMemory& a, const StageMemory& b) { return a.total < b.total; });
    const auto largest = std::max_element(
        worst->terms.begin(), worst->terms.end(),
        [](const MemoryTerm& a, const MemoryTerm& b) { return a.bytes < b.bytes; });
    return Error{.kind = Error::Kind::infeasible,
                 .where = "plan",
                 .message = "stage " + std::to_string(worst->stage) + " needs " +
                            gigabytes(worst->total) + " per accelerator, which has " +
                            gigabytes(f.memory_capacity) + " (" +
                            gigabytes(worst->total - f.memory_capacity) +
                            " too much); the largest term is " + std::string(largest->says) + ", " +
                            gigabytes(largest->bytes),
                 .hint = remedies(s, f.memory_capacity)};
}

}  // namespace foretoken::train
