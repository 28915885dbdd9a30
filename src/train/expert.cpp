// How much of sending tokens to experts and back shows?
#include "train/expert.hpp"

#include "network/exchange.hpp"
#include "plan/routing.hpp"
#include "schedule/overlap.hpp"
#include "train/permute.hpp"

namespace foretoken::train {
namespace {

// One way of the exchange, tokens of `element` bytes per feature.
Seconds one_way(double element, network::Collective whole, const Job& job) {
    const TrainScenario& s = job.scenario;
    const Experts& e = *s.model.experts;
    const double width = element * static_cast<double>(s.model.hidden);
    const double tokens = job.tokens.whole / static_cast<double>(s.plan.tp);
    const Dispatcher kind = plan::dispatcher(s.plan, s.software);
    if (kind == Dispatcher::all_gather) {
        const double ranks = static_cast<double>(job.expert.ranks);
        return job.collective(whole, {width * tokens * ranks}, job.expert);
    }
    const network::Dispatch exchange{.tokens = tokens,
                                     .per_token = {width},
                                     .top_k = e.top_k,
                                     .islands = e.most_groups,
                                     .deduplicate = kind == Dispatcher::flex,
                                     .load = job.tokens.load};
    return network::dispatch_time(exchange, job.expert, s.cluster, job.calibration.collective);
}

// There in the format of the products if the software casts before sending, back in 16 bit, in both
// passes (DeepSeek-V3, arXiv 2412.19437, section 3.3.3).
Seconds exchange_time(const Job& job) {
    const double wide = bytes_per_element(job.activations);
    const bool narrow =
        job.scenario.software.fp8_dispatch && bytes_per_element(job.products) < wide;
    return one_way(narrow ? bytes_per_element(Format::fp8) : wide, network::Collective::all_gather,
                   job) +
           one_way(wide, network::Collective::reduce_scatter, job);
}

bool overlaps(const Job& job) {
    switch (job.scenario.software.overlap_experts) {
        case ExpertOverlap::never: return false;
        case ExpertOverlap::across_nodes: return job.expert.islands > 1;
        case ExpertOverlap::always: return true;
    }
    return false;
}

}  // namespace

void add_expert_exchange(const Passes& shared, const Job& job, Passes& passes) {
    const TrainScenario& s = job.scenario;
    const Permutation permutation = permutation_time(job);
    passes.forward[Part::elementwise] += permutation.forward;
    passes.backward[Part::elementwise] += permutation.backward;
    if (job.expert.ranks == 1) {
        return;
    }
    const Seconds both = exchange_time(job);
    const schedule::Overlap slow{
        .compute_slowdown = job.calibration.collective.compute_slowdown,
        .communication_slowdown = job.calibration.collective.communication_slowdown};
    const auto add = [&](Seconds beside, Parts& pass) {
        const auto seen = schedule::visible(beside, both, slow);
        pass[Part::expert] += seen.exposed;
        pass[Part::contention] += seen.contention;
    };
    const bool hidden = overlaps(job) && s.plan.schedule != Schedule::dualpipe;
    const auto beside = [&](const Parts& pass, const Parts& own) {
        // DualPipe hides it beside the pass of another micro-batch, where there is one.
        return hidden ? pass.compute() : s.software.overlap_shared ? own.compute() : Seconds{};
    };
    add(beside(passes.forward, shared.forward), passes.forward);
    add(beside(passes.backward, shared.backward), passes.backward);
}

}  // namespace foretoken::train
