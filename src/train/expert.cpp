// How much of sending tokens to experts and back shows?
#include "train/expert.hpp"

#include "base/account.hpp"
#include "network/exchange_account.hpp"
#include "plan/routing.hpp"
#include "train/hidden.hpp"
#include "train/job_account.hpp"
#include "train/permute.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/experts.md, \"Exchange\"";

network::Dispatch dispatch_of(double tokens, double width, const Job& job) {
    const Experts& e = *job.scenario.model.experts;
    const TrainScenario& s = job.scenario;
    return {.tokens = tokens,
            .per_token = {width},
            .top_k = e.top_k,
            .islands = e.most_groups,
            .deduplicate = plan::dispatcher(s.plan, s.software) == Dispatcher::flex,
            .load = job.tokens.load};
}

// One way of the exchange, tokens of `element` bytes per feature.
Seconds one_way(double element, network::Collective whole, const Job& job) {
    const TrainScenario& s = job.scenario;
    const double width = element * static_cast<double>(s.model.hidden);
    const double tokens = job.tokens.whole / static_cast<double>(s.plan.tp);
    if (plan::dispatcher(s.plan, s.software) == Dispatcher::all_gather) {
        const double ranks = static_cast<double>(job.expert.ranks);
        return job.collective(whole, {width * tokens * ranks}, job.expert);
    }
    return network::dispatch_time(dispatch_of(tokens, width, job), job.expert, s.cluster,
                                  job.calibration.collective);
}

// There in the format of the products if the software casts before sending, back in 16 bit, in both
// passes (DeepSeek-V3, arXiv 2412.19437, section 3.3.3).
double sent_bytes(const Job& job) {
    const double wide = bytes_per_element(job.activations);
    const bool narrow =
        job.scenario.software.fp8_dispatch && bytes_per_element(job.products) < wide;
    return narrow ? bytes_per_element(Format::fp8) : wide;
}

Seconds exchange_time(const Job& job) {
    const double wide = bytes_per_element(job.activations);
    return one_way(sent_bytes(job), network::Collective::all_gather, job) +
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

// One way of the exchange, accounted for.
Account way_account(const char* name, double element, network::Collective whole, const Job& job) {
    const TrainScenario& s = job.scenario;
    const double tokens = job.tokens.whole / static_cast<double>(s.plan.tp);
    const double width = element * static_cast<double>(s.model.hidden);
    const Account own =
        account::derived("tokens", tokens, "tokens of a tensor rank", {"whole / tp", document},
                         {rows_account("whole", model::Split::none, job),
                          plan_input("tp", s.plan.tp, "tensor parallel")});
    const Account token = account::derived(
        "per_token", Bytes{width}, "one copy of one token", {"element * hidden", document},
        {account::input("element", Bytes{element}, "bytes of a feature on its way",
                        account::scenario("software.fp8_dispatch, workload.precision")),
         model_input("hidden", static_cast<double>(s.model.hidden), "features of a token", job)});
    if (plan::dispatcher(s.plan, s.software) == Dispatcher::all_gather) {
        const double ranks = static_cast<double>(job.expert.ranks);
        return collective_account(
            name, "all tokens to all ranks", whole,
            account::derived("bytes", Bytes{width * tokens * ranks}, "of all ranks' tokens",
                             {"per_token * tokens * ep", document},
                             {token, own, plan_input("ep", s.plan.ep, "expert parallel")}),
            job.expert, job);
    }
    return network::dispatch_account(name, "each token to its experts' ranks",
                                     dispatch_of(tokens, width, job), job.expert, s.cluster,
                                     job.calibration.collective);
}

Account exchange_account(const Job& job) {
    const double wide = bytes_per_element(job.activations);
    return account::sum(
        "exchange", "there and back",
        {way_account("there", sent_bytes(job), network::Collective::all_gather, job),
         way_account("back", wide, network::Collective::reduce_scatter, job)});
}

}  // namespace

void add_expert_exchange(const Passes& shared, const Job& job, Passes& passes, Journal* journal) {
    const TrainScenario& s = job.scenario;
    add_permutation(job, passes, journal);
    if (job.expert.ranks == 1) {
        return;
    }
    const Seconds both = exchange_time(job);
    const CollectiveCalibration& wires = job.calibration.collective;
    // DualPipe hides it beside the pass of another micro-batch, where there is one.
    const bool hidden = overlaps(job) && s.plan.schedule != Schedule::dualpipe;
    const char* meanwhile = hidden ? "the layer's compute" : "shared experts";
    const auto add = [&](Direction direction, const Parts& own, Parts& pass) {
        const Hidden h{.communication = both,
                       .beside = hidden                      ? pass.compute()
                                 : s.software.overlap_shared ? own.compute()
                                                             : Seconds{},
                       .overlap = slowed(wires)};
        const schedule::Visible seen = h.seen();
        pass[Part::expert] += seen.exposed;
        pass[Part::contention] += seen.contention;
        if (journal != nullptr) {
            const Account exchange = exchange_account(job);
            journal->post(direction, Part::expert,
                          exposed_account("exchange", "dispatch and combine", h, exchange,
                                          meanwhile, wires.from));
            journal->post(direction, Part::contention,
                          contention_account("exchange", h, exchange, meanwhile, wires.from));
        }
    };
    add(Direction::forward, shared.forward, passes.forward);
    add(Direction::backward, shared.backward, passes.backward);
}

}  // namespace foretoken::train
