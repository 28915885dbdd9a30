// How long do the ends of the model take: embedding, logits, loss?
#include "train/output.hpp"

#include <cmath>

#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"
#include "model/tuning.hpp"

namespace foretoken::train {
namespace {

Seconds stream(double bytes, const Job& job) {
    return kernel::stream_time({bytes}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

// Collectives around the ends: the sum of the tensor ranks' partial embeddings, and what vocabulary
// parallelism exchanges of each token's loss (three 32-bit numbers: maximum, sum, own logit).
Seconds embedding_collective(const Job& job) {
    const Bytes size{bytes_per_element(job.activations) * job.tokens.whole *
                     static_cast<double>(job.scenario.model.hidden)};
    const auto kind = job.scenario.plan.sequence_parallel ? network::Collective::reduce_scatter
                                                          : network::Collective::all_reduce;
    return job.collective(kind, size, job.tensor);
}

Seconds loss_collectives(const Job& job) {
    const Bytes size{4.0 * job.tokens.whole};
    return 3.0 * job.collective(network::Collective::all_reduce, size, job.tensor);
}

}  // namespace

Passes embedding_time(const Job& job) {
    const double element = bytes_per_element(job.activations);
    const double rows = job.tokens.whole * static_cast<double>(job.scenario.model.hidden);
    Passes passes;
    passes.forward[Part::output] = stream(2.0 * element * rows, job);
    // Gradients of rows are read, and added to rows of the gradient buffer.
    const double gradient = bytes_per_element(job.scenario.software.gradient_format);
    const bool trained = model::trains_embedding(job.scenario.workload.tuning);
    passes.backward[Part::output] =
        trained ? stream((element + 2.0 * gradient) * rows, job) : Seconds{};
    if (job.tensor.ranks > 1) {
        passes.forward[Part::tensor] = embedding_collective(job);
        passes.backward[Part::tensor] =
            job.scenario.plan.sequence_parallel && trained
                ? job.collective(network::Collective::all_gather, {element * rows}, job.tensor)
                : Seconds{};
    }
    return passes;
}

Passes output_time(const Job& job) {
    const TrainScenario& s = job.scenario;
    const double vocabulary = plan::local_vocabulary(s.model, s.plan, s.software);
    const auto rows = std::llround(std::ceil(job.tokens.whole));
    const auto columns = std::llround(vocabulary);
    const auto product = [&](std::int64_t m, std::int64_t n, std::int64_t k) {
        return kernel::gemm_time({.m = m, .n = n, .k = k, .format = job.activations},
                                 job.accelerator(), job.calibration.kernel);
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
    const double hidden = element * job.tokens.sequence * static_cast<double>(s.model.hidden);
    const auto norm = [&](double passes_over) {
        return kernel::stream_time({passes_over * hidden / s.software.norm_rate.value},
                                   kernel::Stream::norm, job.accelerator(), job.calibration.kernel);
    };
    Passes passes;
    passes.forward[Part::output] =
        norm(2.0) + product(rows, columns, s.model.hidden) +
        stream((s.software.fused_loss ? fused : unfused_forward) * logits, job);
    passes.weight = model::trains_output(s.model, s.workload.tuning)
                        ? product(columns, s.model.hidden, rows)
                        : Seconds{};
    passes.backward[Part::output] =
        norm(3.0) + product(rows, s.model.hidden, columns) + passes.weight +
        stream((s.software.fused_loss ? 2.0 * fused : unfused_backward) * logits, job);
    if (job.tensor.ranks > 1) {
        passes.forward[Part::tensor] = loss_collectives(job);
        if (s.plan.sequence_parallel) {
            passes.forward[Part::tensor] += embedding_collective(job);
        }
        passes.backward[Part::tensor] = embedding_collective(job);
    }
    return passes;
}

}  // namespace foretoken::train
