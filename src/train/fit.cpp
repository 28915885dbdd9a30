// Does the plan fit in memory, and if not, what would?
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/text.hpp"
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

// What must be written to get from one plan to another: {"plan.tp 8", "plan.recompute full"}.
using Changes = std::vector<std::string>;

Changes changes(const Plan& from, const Plan& to) {
    Changes list;
    const auto say = [&](const char* name, std::int64_t before, std::int64_t after) {
        if (before != after) {
            list.push_back(std::string(name) + " " + std::to_string(after));
        }
    };
    say("plan.tp", from.tp, to.tp);
    say("plan.pp", from.pp, to.pp);
    say("plan.ep", from.ep, to.ep);
    say("plan.zero", from.zero, to.zero);
    say("plan.micro_batch", from.micro_batch, to.micro_batch);
    if (from.recompute != to.recompute) {
        list.push_back(to.recompute == Recompute::full ? "plan.recompute full"
                                                       : "plan.recompute selective");
    }
    return list;
}

// Other ways to split the model, gentlest first; 8 fills the usual node.
std::vector<Plan> splits(const TrainScenario& s) {
    std::vector<Plan> list{s.plan};
    const auto add = [&](std::int64_t tp, std::int64_t pp, std::int64_t ep) {
        list.push_back(s.plan);
        list.back().tp = tp;
        list.back().pp = pp;
        list.back().ep = ep;
    };
    const Plan& p = s.plan;
    add(p.tp, p.pp, 8);
    if (2 * p.tp <= s.cluster.domain) {
        add(2 * p.tp, p.pp, p.ep);
    }
    add(p.tp, 2 * p.pp, p.ep);
    for (const std::int64_t pp : {p.pp, std::int64_t{2}, std::int64_t{4}, std::int64_t{8}}) {
        add(8, pp, p.ep);
    }
    return list;
}

// Legal plans near the given one that keep no more than it does, fewest changes first.
std::vector<Plan> near(const TrainScenario& s) {
    std::vector<Plan> list;
    const auto add = [&](const Plan& p) {
        const auto legal = plan::completed(p, s.model, s.workload, s.cluster.accelerators);
        if (legal) {
            list.push_back(*legal);
        }
    };
    for (Plan p : splits(s)) {
        p.dp = 0;
        for (const Recompute recompute :
             {s.plan.recompute, Recompute::selective, Recompute::full}) {
            p.recompute = std::max(recompute, s.plan.recompute);
            for (const std::int64_t zero : {0, 1, 3}) {
                p.zero = std::max(zero, s.plan.zero);
                for (const std::int64_t micro_batch : {s.plan.micro_batch, std::int64_t{1}}) {
                    p.micro_batch = micro_batch;
                    add(p);
                }
            }
        }
    }
    std::stable_sort(list.begin(), list.end(), [&](const Plan& a, const Plan& b) {
        return changes(s.plan, a).size() < changes(s.plan, b).size();
    });
    return list;
}

bool includes(const Changes& all, const Changes& some) {
    return std::all_of(some.begin(), some.end(), [&](const std::string& change) {
        return std::find(all.begin(), all.end(), change) != all.end();
    });
}

std::string sentence(const Changes& list) {
    std::string out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += (i == 0 ? "" : i + 1 < list.size() ? ", " : " and ") + list[i];
    }
    return out;
}

// Up to two sets of changes that fit, neither of them a part of the other.
std::string remedies(const TrainScenario& s, Bytes capacity) {
    std::vector<Changes> found;
    for (const Plan& plan : near(s)) {
        const Changes list = changes(s.plan, plan);
        const bool more = std::any_of(found.begin(), found.end(), [&](const Changes& enough) {
            return includes(list, enough);
        });
        if (more || list.empty()) {
            continue;
        }
        TrainScenario changed = s;
        changed.plan = plan;
        if (need(changed) <= capacity) {
            found.push_back(list);
        }
        if (found.size() == 2) {
            break;
        }
    }
    if (found.empty()) {
        return "none of the usual changes fits: use more accelerators";
    }
    return "would fit: " + sentence(found[0]) +
           (found.size() > 1 ? "; or " + sentence(found[1]) : "");
}

std::string gigabytes(Bytes bytes) {
    if (bytes.value >= 1e18) {
        return to_text(bytes);  // beyond any accelerator, and soon beyond integers
    }
    const auto tenths = std::llround(bytes.value / 1e8);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

}  // namespace

Outcome check_fit(const TrainScenario& s, const Forecast& f) {
    if (f.fits()) {
        return Done{};
    }
    if (f.peak_memory() <= f.memory_capacity) {
        return Error{.kind = Error::Kind::infeasible,
                     .where = "plan.offload",
                     .message = "what is offloaded needs " + gigabytes(f.host_memory) +
                                " of each node's memory, which has " + gigabytes(f.host_capacity),
                     .hint = "offload a smaller share, or shard over more nodes"};
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
