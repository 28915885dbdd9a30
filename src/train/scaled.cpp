// How does a step change when the same plan runs on fewer or more accelerators?
#include "train/scaled.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/parallel.hpp"
#include "train/forecast.hpp"

namespace foretoken::train {
namespace {

std::int64_t model_ranks(const Plan& plan) {
    return plan.tp * plan.pp * plan.cp;
}

// What was one scale-up domain as a whole fills more of its machine when it grows.
std::int64_t domain_at(std::int64_t accelerators, const Cluster& cluster) {
    if (cluster.domain < cluster.accelerators) {
        return cluster.domain;
    }
    const std::int64_t built =
        std::min(cluster.node.accelerator.scale_up.domain, cluster.node.accelerators);
    return std::max(cluster.domain, std::min(built, accelerators));
}

// Nothing where data ranks or nodes do not come out whole. Of a settled scenario.
std::optional<TrainScenario> at(std::int64_t accelerators, const TrainScenario& s) {
    const std::int64_t ranks = model_ranks(s.plan);
    const std::int64_t node = s.cluster.node.accelerators;
    const bool whole = accelerators < node || accelerators % node == 0;
    if (accelerators < ranks || accelerators % ranks != 0 || !whole) {
        return std::nullopt;
    }
    TrainScenario other = s;
    other.plan.dp = accelerators / ranks;
    other.cluster.domain = domain_at(accelerators, s.cluster);
    other.cluster.accelerators = accelerators;
    other.workload.global_batch = s.workload.global_batch / s.plan.dp * other.plan.dp;
    return other;
}

}  // namespace

std::vector<std::int64_t> counts(const TrainScenario& given, std::int64_t least,
                                 std::int64_t most) {
    const Plan plan = settled(given).plan;
    const std::int64_t ranks = model_ranks(plan);
    std::set<std::int64_t> data_ranks{plan.dp};
    for (std::int64_t n = 1; n <= most / ranks; n *= 2) {
        data_ranks.insert(n);
    }
    for (std::int64_t n = plan.dp; n % 2 == 0; n /= 2) {
        data_ranks.insert(n / 2);
    }
    for (std::int64_t n = plan.dp; n <= most / ranks; n *= 2) {
        data_ranks.insert(n);
    }
    std::vector<std::int64_t> list;
    for (const std::int64_t n : data_ranks) {
        if (n == plan.dp || (n * ranks >= least && n * ranks <= most)) {
            list.push_back(n * ranks);
        }
    }
    return list;
}

std::vector<Scaled> scaled(const TrainScenario& given, const Calibration& calibration,
                           const std::vector<std::int64_t>& counts) {
    const TrainScenario scenario = settled(given);
    std::vector<std::optional<Scaled>> answers(counts.size());
    parallel_for(counts.size(), [&](std::size_t i) {
        const auto other = at(counts[i], scenario);
        const auto answer = other ? std::optional(forecast(*other, calibration)) : std::nullopt;
        if (answer && *answer) {
            answers[i] = Scaled{.scenario = *other, .forecast = **answer};
        }
    });
    std::vector<Scaled> list;
    for (auto& answer : answers) {
        if (answer) {
            list.push_back(*std::move(answer));
        }
    }
    return list;
}

}  // namespace foretoken::train
