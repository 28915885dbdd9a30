// How long does one operator of a layer take on one rank?
#include "train/operator_time.hpp"

#include <algorithm>
#include <cmath>

#include "hardware/precision.hpp"
#include "kernel/attention.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"
#include "kernel/grouped_gemm.hpp"
#include "model/documents.hpp"
#include "train/context_core.hpp"

namespace foretoken::train {
namespace {

std::int64_t whole(double value) {
    return std::llround(std::ceil(value));
}

struct Product {
    std::int64_t m;
    std::int64_t n;
    std::int64_t k;
};

Seconds product_time(const Product& p, bool low_precision, const Job& job) {
    return kernel::gemm_time({.m = p.m,
                              .n = p.n,
                              .k = p.k,
                              .format = low_precision ? job.products : job.activations,
                              .scaling = low_precision ? job.scaling : kernel::Scaling::tensor},
                             job.accelerator(), job.calibration.kernel);
}

Seconds cast_time(double elements, const Job& job) {
    const double bytes = hardware::cast_bytes_per_element(job.scenario.workload.precision);
    if (bytes == 0.0) {
        return {};
    }
    return kernel::stream_time({bytes * elements}, kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

// A product in so many pieces of its rows. They run on several streams and fill the same waves, but
// tiles are cut off at the end of each, and each reads the weights.
Seconds cut_time(const Product& p, double pieces, bool low_precision, const Job& job) {
    const auto count = static_cast<std::int64_t>(pieces);
    return kernel::gemm_time({.m = (p.m + count - 1) / count,
                              .n = p.n,
                              .k = p.k,
                              .format = low_precision ? job.products : job.activations,
                              .batch = count,
                              .scaling = low_precision ? job.scaling : kernel::Scaling::tensor},
                             job.accelerator(), job.calibration.kernel);
}

OperatorTime dense_product(const model::Operator& op, const Job& job) {
    const double divisor = plan::feature_divisor(op.split, job.scenario.plan);
    const double rows = plan::rows(op.split, job.tokens);
    const bool row_split = op.split == model::Split::row;
    const Product forward{.m = whole(rows),
                          .n = whole(static_cast<double>(op.n) / (row_split ? 1.0 : divisor)),
                          .k = whole(static_cast<double>(op.k) / (row_split ? divisor : 1.0))};
    OperatorTime t{.part = Part::linear};
    t.forward = product_time(forward, op.low_precision, job);
    t.input_gradient =
        product_time({.m = forward.m, .n = forward.k, .k = forward.n}, op.low_precision, job);
    t.weight_gradient =
        product_time({.m = forward.n, .n = forward.k, .k = forward.m}, op.low_precision, job);
    if (cuts_products(job) && op.split != model::Split::none) {
        const double gathered = static_cast<double>(job.tensor.ranks);
        const double pieces = row_split ? scatter_pieces(job) : gathered;
        t.forward = max(t.forward, cut_time(forward, pieces, op.low_precision, job));
        if (row_split) {
            t.input_gradient =
                max(t.input_gradient, cut_time({.m = forward.m, .n = forward.k, .k = forward.n},
                                               gathered, op.low_precision, job));
        }
    }
    t.backward = t.input_gradient + t.weight_gradient;
    if (op.low_precision) {
        t.cast_forward = cast_time(rows * static_cast<double>(forward.k), job);
        t.cast_backward = cast_time(rows * static_cast<double>(forward.n), job);
    }
    return t;
}

OperatorTime expert_product(const model::Operator& op, const Job& job) {
    const Model& m = job.scenario.model;
    const Plan& p = job.scenario.plan;
    const std::int64_t groups = m.experts->count / p.ep;
    const double rows = job.tokens.routed / static_cast<double>(groups);
    const bool down = op.n == m.hidden;
    const std::int64_t n = down ? op.n : op.n / p.etp;
    const std::int64_t k = down ? op.k / p.etp : op.k;
    const auto time = [&](double group_rows, std::int64_t width, std::int64_t depth) {
        return kernel::grouped_gemm_time({.groups = groups,
                                          .rows = group_rows,
                                          .n = width,
                                          .k = depth,
                                          .format = job.products,
                                          .scaling = job.scaling,
                                          .separate = !job.scenario.software.grouped_products},
                                         job.accelerator(), job.calibration.kernel);
    };
    OperatorTime t{.part = Part::experts};
    t.forward = time(rows, n, k);
    t.input_gradient = time(rows, k, n);
    // Rows are summed over here, so they are padded even in 16 bit.
    constexpr double grid = 16.0;
    const double depth =
        kernel::padded_rows(std::ceil(rows / grid) * grid, job.products, job.scaling);
    t.weight_gradient = time(static_cast<double>(n), k, whole(depth));
    t.backward = t.input_gradient + t.weight_gradient;
    t.cast_forward = cast_time(job.tokens.routed * static_cast<double>(k), job);
    t.cast_backward = cast_time(job.tokens.routed * static_cast<double>(n), job);
    return t;
}

// Partial results of a ring are added up: each further kernel reads its own and the sum, and writes
// the sum; of the output on the way forward, of the gradients of all three inputs on the way back.
Seconds merge_time(const CorePiece& piece, bool backward, const Job& job) {
    const kernel::Attention& a = piece.shape;
    const double outputs = static_cast<double>(a.queries * a.heads * a.v_dim);
    const double inputs = static_cast<double>(a.queries * a.heads * a.qk_dim +
                                              a.keys * a.kv_heads * (a.qk_dim + a.v_dim));
    const double elements = static_cast<double>(a.batch) * (backward ? inputs : outputs);
    return kernel::stream_time({3.0 * bytes_per_element(job.activations) * elements},
                               kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

OperatorTime attention_core(bool windowed, const Job& job) {
    const TrainScenario& s = job.scenario;
    // Packed documents attend to themselves alone, if the kernel can skip the rest of the square.
    const bool apart =
        s.workload.packing.fill == Fill::packed && s.software.attention != AttentionKernel::unfused;
    const std::int64_t length =
        apart ? whole(model::documents(s.workload).length) : s.workload.sequence;
    const double documents =
        static_cast<double>(s.plan.micro_batch * s.workload.sequence) / static_cast<double>(length);
    const std::int64_t batch = std::max<std::int64_t>(1, std::llround(documents));
    const kernel::Attention core{
        .batch = batch,
        .heads = s.model.heads / s.plan.tp,
        .kv_heads = std::max<std::int64_t>(1, s.model.kv_heads / s.plan.tp),
        .queries = length,
        .keys = length,
        .qk_dim = model::score_dim(s.model),
        .v_dim = model::value_dim(s.model),
        .causal = true,
        .window = windowed ? s.model.window->size : 0,
        .kernel = s.software.attention,
        .format = job.activations,
        .fused_softmax = s.software.fused_softmax,
        .dropout = s.model.dropout > 0.0};
    OperatorTime t{.part = Part::attention};
    // Between its products the core waits for exponentials, so it draws less power than a product
    // does and holds the burst clock; unfused attention is products.
    const auto load = s.software.attention == AttentionKernel::unfused ? kernel::Load::sustained
                                                                       : kernel::Load::burst;
    const KernelCalibration& kernels = job.calibration.kernel;
    // Documents fall whole to context ranks; an undivided square is cut up as their exchange has
    // it.
    if (apart) {
        const double share =
            documents / static_cast<double>(batch) / static_cast<double>(s.plan.cp);
        t.forward = share * kernel::attention_forward(core, job.accelerator(), kernels, load);
        t.backward = share * kernel::attention_backward(core, job.accelerator(), kernels, load);
        return t;
    }
    for (const CorePiece& piece : core_pieces(core, s.plan)) {
        const auto& shape = piece.shape;
        t.forward +=
            piece.times * kernel::attention_forward(shape, job.accelerator(), kernels, load);
        t.backward +=
            piece.times * kernel::attention_backward(shape, job.accelerator(), kernels, load);
        if (piece.times > 0.0 && !shape.causal) {
            t.forward += piece.times * merge_time(piece, false, job);
            t.backward += piece.times * merge_time(piece, true, job);
        }
    }
    return t;
}

OperatorTime stream(const model::Operator& op, const Job& job) {
    const double element = job.activations == Format::fp32 ? 4.0 : 2.0;
    const double per_token = element * plan::rows(op.split, job.tokens) /
                             plan::feature_divisor(op.split, job.scenario.plan);
    const bool norm = op.kind == model::OperatorKind::norm;
    const auto kind = norm ? kernel::Stream::norm : kernel::Stream::elementwise;
    const double rate = norm ? job.scenario.software.norm_rate.value : 1.0;
    const auto time = [&](double elements) {
        return elements > 0.0 ? kernel::stream_time({elements * per_token / rate}, kind,
                                                    job.accelerator(), job.calibration.kernel)
                              : Seconds{};
    };
    return {.part = Part::elementwise,
            .forward = time(op.forward_elements),
            .backward = time(op.backward_elements)};
}

}  // namespace

bool cuts_products(const Job& job) {
    const TrainScenario& s = job.scenario;
    return s.software.overlap_tensor && s.plan.sequence_parallel && job.tensor.ranks > 1;
}

double scatter_pieces(const Job& job) {
    const double splits = job.scenario.software.tensor_splits.value;
    return splits >= 1.0 ? splits : static_cast<double>(job.tensor.ranks);
}

OperatorTime operator_time(const model::Operator& op, bool windowed, const Job& job) {
    switch (op.kind) {
        case model::OperatorKind::gemm: return dense_product(op, job);
        case model::OperatorKind::expert_gemm: return expert_product(op, job);
        case model::OperatorKind::attention: return attention_core(windowed, job);
        case model::OperatorKind::norm:
        case model::OperatorKind::elementwise: return stream(op, job);
    }
    return {};
}

}  // namespace foretoken::train
