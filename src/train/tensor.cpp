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

// A gather as a ring of copies: a rank multiplies the share that it has while the next one arrives.
// Copy engines move it, so the product is not slowed.
Visible exchanged(Seconds product, Seconds gather, const Job& job) {
    const double ranks = static_cast<double>(job.tensor.ranks);
    const auto hop =
        schedule::visible(product / ranks, gather / (ranks - 1.0), schedule::Overlap{});
    return {.exposed = (ranks - 1.0) * hop.exposed, .contention = {}};
}

// A scatter in pieces, each sent when its piece of the product is there: the last one shows.
Visible pipelined(Seconds product, Seconds scatter, const Job& job) {
    const double pieces = scatter_pieces(job);
    const double inner = (pieces - 1.0) / pieces;
    Visible v = schedule::visible(product * inner, scatter * inner, slowdowns(job));
    v.exposed += scatter / pieces;
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
    const bool cut = cuts_products(job);
    const Visible shown_gather{.exposed = gather, .contention = {}};
    const Visible shown_scatter{.exposed = scatter, .contention = {}};
    const auto before = [&](Seconds product) {
        return cut ? exchanged(product, gather, job) : shown_gather;
    };
    add(before(pair.column.forward), t.forward, t.contention_forward);
    add(cut ? pipelined(pair.row.forward, scatter, job) : shown_scatter, t.forward,
        t.contention_forward);
    // Backward: the row product's output gradient is gathered first (sequence parallel only) ...
    add(before(pair.row.input_gradient), t.backward, t.contention_backward);
    // ... then the column product's input is gathered beside its input gradient, and that gradient
    // is reduced beside the weight gradient, if the software runs them side by side and the
    // schedule does not put the weight gradient off.
    const auto behind = [&](Seconds product, Seconds communication) {
        return s.software.overlap_tensor_backward
                   ? schedule::visible(product, communication, slowdowns(job))
                   : Visible{.exposed = communication, .contention = {}};
    };
    add(behind(pair.column.input_gradient, gather), t.backward, t.contention_backward);
    const bool put_off = splits_backward(s.plan.schedule);
    add(behind(put_off ? Seconds{} : pair.column.weight_gradient, scatter), t.backward,
        t.contention_backward);
    return t;
}

}  // namespace foretoken::train
