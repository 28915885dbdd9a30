// How long do the ends of the model take: embedding, logits, loss?
#include "train/output.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "base/account.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/gemm_account.hpp"
#include "model/tuning.hpp"
#include "train/job_account.hpp"

namespace foretoken::train {
namespace {

using network::Collective;

constexpr const char* document = "docs/models/training-step.md";

// Adds the kernels and collectives of one end to its passes, and posts them.
class End {
public:
    End(const Job& job, Journal* journal) : job_(job), journal_(journal) {}

    // A kernel that reads and writes `each` bytes for each of `elements`.
    void stream(Direction direction, const char* name, double each, double elements,
                kernel::Stream kind = kernel::Stream::elementwise) {
        const Bytes moved{each * elements};
        add(direction, Part::output,
            kernel::stream_time(moved, kind, job_.accelerator(), job_.calibration.kernel));
        if (journal_ == nullptr) {
            return;
        }
        Account bytes = account::derived(
            "moved", moved, "read and written", {"each * elements", document},
            {account::input("each", Bytes{each}, "bytes per element, all passes over it",
                            account::elsewhere("docs/models/operators.md")),
             account::input("elements", elements, "tokens x features of one rank",
                            account::elsewhere("scenario: model, plan"))});
        journal_->post(direction, Part::output,
                       kernel::stream_account(name, "a kernel that moves bytes", std::move(bytes),
                                              kind, job_.accelerator(), job_.calibration.kernel));
    }

    Seconds product(Direction direction, const char* name, const kernel::Gemm& gemm) {
        const Seconds time = kernel::gemm_time(gemm, job_.accelerator(), job_.calibration.kernel);
        add(direction, Part::output, time);
        if (journal_ != nullptr) {
            journal_->post(direction, Part::output,
                           kernel::gemm_account(name, "product with the vocabulary's matrix", gemm,
                                                job_.accelerator(), job_.calibration.kernel));
        }
        return time;
    }

    // `times` collectives in the tensor group.
    void collective(Direction direction, const char* name, Collective kind, Bytes bytes,
                    double times = 1.0) {
        const Seconds time = times * job_.collective(kind, bytes, job_.tensor);
        add(direction, Part::tensor, time);
        if (journal_ == nullptr) {
            return;
        }
        Account size = account::input("bytes", bytes, "of a micro-batch",
                                      account::elsewhere("scenario: model, plan"));
        Account one =
            collective_account("one", "in the tensor group", kind, size, job_.tensor, job_);
        journal_->post(
            direction, Part::tensor,
            account::derived(
                name, time, "around the ends of the model", {"times * one", document},
                {account::input("times", times, "such collectives", account::elsewhere(document)),
                 std::move(one)}));
    }

    const Passes& passes() const { return passes_; }
    Passes& passes() { return passes_; }

private:
    void add(Direction direction, Part part, Seconds time) {
        (direction == Direction::forward ? passes_.forward : passes_.backward)[part] += time;
    }

    const Job& job_;
    Journal* journal_;
    Passes passes_;
};

// The sum of the tensor ranks' partial embeddings, or the gradient of their input.
void add_embedding_collective(Direction direction, const Job& job, End& end) {
    const Bytes size{bytes_per_element(job.activations) * job.tokens.whole *
                     static_cast<double>(job.scenario.model.hidden)};
    end.collective(
        direction, "embeddings",
        job.scenario.plan.sequence_parallel ? Collective::reduce_scatter : Collective::all_reduce,
        size);
}

constexpr auto forward = Direction::forward;
constexpr auto backward = Direction::backward;

}  // namespace

Passes embedding_time(const Job& job, Journal* journal) {
    const double element = bytes_per_element(job.activations);
    const double rows = job.tokens.whole * static_cast<double>(job.scenario.model.hidden);
    End end(job, journal);
    end.stream(forward, "embedding", 2.0 * element, rows);
    // Gradients of rows are read, and added to rows of the gradient buffer.
    const double gradient = bytes_per_element(job.scenario.software.gradient_format);
    const bool trained = model::trains_embedding(job.scenario.workload.tuning);
    if (trained) {
        end.stream(backward, "embedding", element + 2.0 * gradient, rows);
    }
    if (job.tensor.ranks > 1) {
        add_embedding_collective(forward, job, end);
        if (job.scenario.plan.sequence_parallel && trained) {
            end.collective(backward, "embeddings", Collective::all_gather, {element * rows});
        }
    }
    return end.passes();
}

Passes output_time(const Job& job, Journal* journal) {
    const TrainScenario& s = job.scenario;
    const double vocabulary = plan::local_vocabulary(s.model, s.plan, s.software);
    const auto rows = std::llround(std::ceil(job.tokens.whole));
    const auto columns = std::llround(vocabulary);
    const auto gemm = [&](std::int64_t m, std::int64_t n, std::int64_t k) {
        return kernel::Gemm{.m = m, .n = n, .k = k, .format = job.activations};
    };
    const double element = bytes_per_element(job.activations);
    const double logits = job.tokens.whole * vocabulary;
    // Fused: one pass for the statistics, one that turns logits into their gradient in place.
    // Unfused: a 32-bit copy; maximum, difference, exponential, sum and quotient each pass over it;
    // then back.
    const double fused = element;
    const double unfused_forward = (element + 4.0) + 4.0 + 8.0 + 8.0 + 4.0 + 8.0;
    const double unfused_backward = 8.0 + 8.0 + (4.0 + element);
    // The final norm reads and writes the hidden state; backward reads two and writes one.
    const double hidden =
        job.tokens.sequence * static_cast<double>(s.model.hidden) / s.software.norm_rate.value;
    End end(job, journal);
    end.stream(forward, "norm", 2.0 * element, hidden, kernel::Stream::norm);
    end.product(forward, "logits", gemm(rows, columns, s.model.hidden));
    end.stream(forward, "loss", s.software.fused_loss ? fused : unfused_forward, logits);
    end.stream(backward, "norm", 3.0 * element, hidden, kernel::Stream::norm);
    end.product(backward, "input", gemm(rows, s.model.hidden, columns));
    if (model::trains_output(s.model, s.workload.tuning)) {
        end.passes().weight = end.product(backward, "weight", gemm(columns, s.model.hidden, rows));
    }
    end.stream(backward, "loss", s.software.fused_loss ? 2.0 * fused : unfused_backward, logits);
    if (job.tensor.ranks > 1) {
        // Vocabulary parallelism exchanges three 32-bit numbers of each token's loss: maximum, sum,
        // own logit.
        end.collective(forward, "loss", Collective::all_reduce, {4.0 * job.tokens.whole}, 3.0);
        if (s.plan.sequence_parallel) {
            add_embedding_collective(forward, job, end);
        }
        add_embedding_collective(backward, job, end);
    }
    return end.passes();
}

}  // namespace foretoken::train
