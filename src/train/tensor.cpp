// How much tensor-parallel communication shows in a layer?
#include "train/tensor.hpp"

#include "schedule/overlap.hpp"

namespace foretoken::train {
namespace {

using network::Collective;
using schedule::Visible;

schedule::Overlap slowdowns(const Job& job) {
    return {.compute_slowdown = job.calibration.collective.compute_slowdown,
            .communication_slowdown = job.calibration.collective.communication_slowdown};
}

// A collective cut into one piece per rank and run beside the product that feeds or follows it: all
// but the first (or last) piece can hide behind all but the last (or first) piece of the product.
Visible pipelined(Seconds product, Seconds communication, const Job& job) {
    const double pieces = static_cast<double>(job.tensor.ranks);
    const double inner = (pieces - 1.0) / pieces;
    Visible v = schedule::visible(product * inner, communication * inner, slowdowns(job));
    v.exposed += communication / pieces;
    return v;
}

}  // namespace

TensorTime tensor_time(const TensorPair& pair, const Job& job) {
    if (job.tensor.ranks == 1) {
        return {};
    }
    const TrainScenario& s = job.scenario;
    const Bytes size{bytes_per_element(job.activations) * job.tokens.whole *
                     static_cast<double>(s.model.hidden)};
    const bool split = s.plan.sequence_parallel;
    const Seconds gather =
        split ? job.collective(Collective::all_gather, size, job.tensor) : Seconds{};
    const Seconds scatter = split ? job.collective(Collective::reduce_scatter, size, job.tensor)
                                  : job.collective(Collective::all_reduce, size, job.tensor);

    TensorTime t;
    const auto add = [](const Visible& v, Seconds& exposed, Seconds& contention) {
        exposed += v.exposed;
        contention += v.contention;
    };
    const auto beside = [&](Seconds product, Seconds communication) {
        return s.software.overlap_tensor && split
                   ? pipelined(product, communication, job)
                   : Visible{.exposed = communication, .contention = {}};
    };
    add(beside(pair.column.forward, gather), t.forward, t.contention_forward);
    add(beside(pair.row.forward, scatter), t.forward, t.contention_forward);
    // Backward: the row product's output gradient is gathered first (sequence parallel only) ...
    add(beside(pair.row.input_gradient, gather), t.backward, t.contention_backward);
    // ... then the column product's input is gathered beside its input gradient, and that gradient
    // is reduced beside the weight gradient, if the software runs them side by side.
    const auto behind = [&](Seconds product, Seconds communication) {
        return s.software.overlap_tensor_backward
                   ? schedule::visible(product, communication, slowdowns(job))
                   : Visible{.exposed = communication, .contention = {}};
    };
    add(behind(pair.column.input_gradient, gather), t.backward, t.contention_backward);
    add(behind(pair.column.weight_gradient, scatter), t.backward, t.contention_backward);
    return t;
}

}  // namespace foretoken::train
