// How long does it take to put rows into the order of their experts, and back?
#include "train/permute.hpp"

#include "kernel/elementwise.hpp"
#include "network/exchange.hpp"
#include "plan/routing.hpp"

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

}  // namespace

Permutation permutation_time(const Job& job) {
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
    const double elements = job.tokens.load * job.tokens.whole / static_cast<double>(s.plan.tp) *
                            static_cast<double>(s.model.hidden);
    const auto time = [&](double bytes) {
        return kernel::stream_time({bytes * elements}, kernel::Stream::elementwise,
                                   job.accelerator(), job.calibration.kernel);
    };
    // Backward mirrors both, and reads the experts' outputs for the gradient of their weights.
    return {.forward = time(there * states.there) + time(back * states.back),
            .backward = time(there * states.there) + time(back * (states.back + top_k))};
}

}  // namespace foretoken::train
