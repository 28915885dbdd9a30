// How much of sending tokens to experts and back shows?
#include "train/expert.hpp"

#include "network/exchange.hpp"
#include "schedule/overlap.hpp"

namespace foretoken::train {

void add_expert_exchange(const Job& job, Passes& passes) {
    const TrainScenario& s = job.scenario;
    if (job.expert.ranks == 1) {
        return;
    }
    const double width = static_cast<double>(s.model.hidden);
    // Tokens travel in 16 bit both ways; the backward pass is the mirror image.
    const network::Dispatch exchange{.tokens = job.tokens.whole / static_cast<double>(s.plan.tp),
                                     .per_token = {bytes_per_element(job.activations) * width},
                                     .top_k = s.model.experts->top_k,
                                     .islands = s.model.experts->most_groups,
                                     .deduplicate = s.software.deduplicated_dispatch};
    const Seconds one =
        network::dispatch_time(exchange, job.expert, s.cluster, job.calibration.collective);
    const Seconds both = 2.0 * one;
    const schedule::Overlap slow{
        .compute_slowdown = job.calibration.collective.compute_slowdown,
        .communication_slowdown = job.calibration.collective.communication_slowdown};
    const auto add = [&](Parts& pass) {
        // DualPipe hides it beside the pass of another micro-batch, where there is one.
        if (!s.software.overlap_experts || s.plan.schedule == Schedule::dualpipe) {
            pass[Part::expert] += both;
            return;
        }
        const auto seen = schedule::visible(pass.compute(), both, slow);
        pass[Part::expert] += seen.exposed;
        pass[Part::contention] += seen.contention;
    };
    add(passes.forward);
    add(passes.backward);
}

}  // namespace foretoken::train
