// How much tensor-parallel communication shows in a layer?
#include "train/tensor.hpp"

#include "base/account.hpp"
#include "train/hidden.hpp"
#include "train/job_account.hpp"
#include "train/operator_shapes.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

// The collectives of a pair of products, over the hidden states of a micro-batch.
struct Pair {
    Collective before;  // of the input, with sequence parallelism
    Collective after;   // of the output
    Seconds gather;
    Seconds scatter;
};

Pair pair_of(const Job& job) {
    const TrainScenario& s = job.scenario;
    const Bytes size{bytes_per_element(job.activations) * job.tokens.whole *
                     static_cast<double>(s.model.hidden)};
    const bool split = s.plan.sequence_parallel;
    Pair p{.before = Collective::all_gather,
           .after = split ? Collective::reduce_scatter : Collective::all_reduce};
    p.gather = split ? job.collective(p.before, size, job.tensor) : Seconds{};
    p.scatter = job.collective(p.after, size, job.tensor);
    return p;
}

// A gather as a ring of copies: a rank multiplies the share that it has while the next one arrives.
// Copy engines move it, so the product is not slowed (docs/models/tensor-parallel.md, Eq. 2).
Hidden exchanged(Seconds product, Seconds gather, const Job& job) {
    const double ranks = static_cast<double>(job.tensor.ranks);
    return {.communication = gather, .beside = product * ((ranks - 1.0) / ranks)};
}

// A scatter in pieces, each sent when its piece of the product is there: the last one shows (Eq.
// 3).
Hidden pipelined(Seconds product, Seconds scatter, const Job& job) {
    return {.communication = scatter,
            .beside = product,
            .tail = 1.0 / scatter_pieces(job),
            .overlap = slowed(job.calibration.collective)};
}

// Adds what shows to a time, and posts it.
class Adding {
public:
    Adding(const Job& job, TensorTime& time, Journal* journal)
        : job_(job), time_(time), journal_(journal) {}

    void operator()(Direction direction, const char* name, Collective kind, const Hidden& hidden,
                    const char* meanwhile) {
        const schedule::Visible seen = hidden.seen();
        const bool forward = direction == Direction::forward;
        (forward ? time_.forward : time_.backward) += seen.exposed;
        (forward ? time_.contention_forward : time_.contention_backward) += seen.contention;
        if (journal_ == nullptr || hidden.communication.value == 0.0) {
            return;
        }
        const CollectiveCalibration& wires = job_.calibration.collective;
        const Account communication = collective_account(
            name, "in the tensor group", kind, states_account("bytes", job_), job_.tensor, job_);
        journal_->post(direction, Part::tensor,
                       exposed_account(name, "what of it shows", hidden, communication, meanwhile,
                                       wires.from));
        journal_->post(direction, Part::contention,
                       contention_account(name, hidden, communication, meanwhile, wires.from));
    }

private:
    const Job& job_;
    TensorTime& time_;
    Journal* journal_;
};

}  // namespace

TensorTime tensor_time(const TensorPair& pair, const Job& job, Journal* journal) {
    if (job.tensor.ranks == 1) {
        return {};
    }
    const TrainScenario& s = job.scenario;
    const Pair p = pair_of(job);
    const bool cut = cuts_products(job);
    TensorTime t;
    Adding add(job, t, journal);
    const auto before = [&](Seconds product) {
        return cut ? exchanged(product, p.gather, job) : Hidden{.communication = p.gather};
    };
    add(Direction::forward, "gather", p.before, before(pair.column.forward),
        "the column-split product");
    add(Direction::forward, "scatter", p.after,
        cut ? pipelined(pair.row.forward, p.scatter, job) : Hidden{.communication = p.scatter},
        "the row-split product");
    // Backward: the row product's output gradient is gathered first (sequence parallel only) ...
    add(Direction::backward, "gather", p.before, before(pair.row.input_gradient),
        "the row-split product's input gradient");
    // ... then the column product's input is gathered beside its input gradient, and that gradient
    // is reduced beside the weight gradient, if the software runs them side by side and the
    // schedule does not put the weight gradient off.
    const auto behind = [&](Seconds product, Seconds communication) {
        return Hidden{.communication = communication,
                      .beside = s.software.overlap_tensor_backward ? product : Seconds{},
                      .overlap = slowed(job.calibration.collective)};
    };
    add(Direction::backward, "gather_again", p.before, behind(pair.column.input_gradient, p.gather),
        "the column-split product's input gradient");
    const bool put_off = splits_backward(s.plan.schedule);
    add(Direction::backward, "scatter", p.after,
        behind(put_off ? Seconds{} : pair.column.weight_gradient, p.scatter),
        "the column-split product's weight gradient");
    return t;
}

}  // namespace foretoken::train
