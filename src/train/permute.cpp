// How long does it take to put rows into the order of their experts, and back?
#include "train/permute.hpp"

#include <array>

#include "base/account.hpp"
#include "kernel/elementwise.hpp"
#include "network/exchange.hpp"
#include "plan/routing.hpp"
#include "train/job_account.hpp"

namespace foretoken::train {
namespace {

// Hidden states that one token's way to its experts, and the way back, read and write.
struct Moved {
    double there;
    double back;
};

// docs/models/experts.md, Eq. 7 to 9.
Moved moved(double top_k, double ranks, double held, Dispatcher kind) {
    if (kind == Dispatcher::flex && ranks > 1.0) {
        // The exchange reads the token itself; a rank spreads each of the copies that reached it
        // over its experts, and sums their results before they leave.
        const double copies = network::visited(ranks, top_k);
        return {.there = copies + top_k, .back = top_k + copies};
    }
    if (kind == Dispatcher::all_gather && ranks > 1.0) {
        // Every rank picks its rows out of all tokens, and adds them to as many sums.
        return {.there = 2.0 * top_k, .back = top_k + ranks};
    }
    // One copy per expert; where they arrive, rows of one rank become rows of one expert.
    const double sorted = ranks > 1.0 && held > 1.0 ? 2.0 * top_k : 0.0;
    return {.there = 1.0 + top_k + sorted, .back = 1.0 + top_k + sorted};
}

// What the kernels of both ways move: `states` hidden states per token of `bytes` each.
struct Move {
    const char* name;
    Direction direction;
    double bytes;
    double states;
};

std::array<Move, 4> moves(const Job& job) {
    const TrainScenario& s = job.scenario;
    const Experts& e = *s.model.experts;
    const double ranks = static_cast<double>(s.plan.ep);
    const double top_k = static_cast<double>(e.top_k);
    const Moved states = moved(top_k, ranks, static_cast<double>(e.count) / ranks,
                               plan::dispatcher(s.plan, s.software));
    const double wide = bytes_per_element(job.activations);
    // Index kernels of the framework gather and scatter in two steps each, the sum in 32 bit.
    const double there = s.software.fused_permutation ? wide : 2.0 * wide;
    const double back = s.software.fused_permutation ? wide : wide + 4.0;
    // Backward mirrors both, and reads the experts' outputs for the gradient of their weights.
    return {{{"moe.permute", Direction::forward, there, states.there},
             {"moe.unpermute", Direction::forward, back, states.back},
             {"moe.permute", Direction::backward, there, states.there},
             {"moe.unpermute", Direction::backward, back, states.back + top_k}}};
}

double elements(const Job& job) {
    return job.tokens.load * job.tokens.whole / static_cast<double>(job.scenario.plan.tp) *
           static_cast<double>(job.scenario.model.hidden);
}

Seconds time_of(const Move& move, const Job& job) {
    return kernel::stream_time({move.bytes * move.states * elements(job)},
                               kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

Account account_of(const Move& move, const Job& job) {
    const Plan& p = job.scenario.plan;
    const double hidden = static_cast<double>(job.scenario.model.hidden);
    return moving_account(
        move.name, "rows into the order of experts, or back",
        account::derived(
            "moved", Bytes{move.bytes * move.states * elements(job)}, "read and written",
            {"element * states * load * tokens * hidden / tp",
             "docs/models/experts.md, Eq. 7 to 9"},
            {account::input("element", Bytes{move.bytes}, "bytes of a feature",
                            account::scenario("software.fused_permutation, workload.precision")),
             account::input("states", move.states, "hidden states per token",
                            account::elsewhere("docs/models/experts.md, Eq. 7 to 9")),
             account::input("load", job.tokens.load, "busiest rank over the mean",
                            account::elsewhere("docs/models/experts.md, Eq. 3 to 6")),
             rows_account("tokens", model::Split::none, job),
             model_input("hidden", hidden, "features of a token", job),
             plan_input("tp", p.tp, "tensor parallel")}),
        job);
}

}  // namespace

Permutation permutation_time(const Job& job) {
    Permutation out;
    if (job.scenario.model.experts) {
        for (const Move& move : moves(job)) {
            const bool forward = move.direction == Direction::forward;
            (forward ? out.forward : out.backward) += time_of(move, job);
        }
    }
    return out;
}

void add_permutation(const Job& job, Passes& passes, Journal* journal) {
    const Permutation permutation = permutation_time(job);
    passes.forward[Part::elementwise] += permutation.forward;
    passes.backward[Part::elementwise] += permutation.backward;
    if (journal != nullptr) {
        for (const Move& move : moves(job)) {
            journal->post(move.direction, Part::elementwise, account_of(move, job));
        }
    }
}

}  // namespace foretoken::train
