// Which kernels, and of what shape, does one operator of a layer run on one rank?
#include "train/operator_shapes.hpp"

#include <algorithm>
#include <cmath>

#include "hardware/precision.hpp"
#include "model/documents.hpp"

namespace foretoken::train {
namespace {

std::int64_t whole(double value) {
    return std::llround(std::ceil(value));
}

// In pieces of its rows: they run on several streams and fill the same waves, but tiles are cut off
// at the end of each, and each reads the weights.
kernel::Gemm cut(kernel::Gemm gemm, double pieces) {
    gemm.batch = static_cast<std::int64_t>(pieces);
    gemm.m = (gemm.m + gemm.batch - 1) / gemm.batch;
    return gemm;
}

// Attention over whole documents, all that one tensor rank has of a micro-batch.
kernel::Attention core_shape(std::int64_t length, std::int64_t batch, bool windowed,
                             const Job& job) {
    const TrainScenario& s = job.scenario;
    return {.batch = batch,
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
}

}  // namespace

DenseProducts dense_products(const model::Operator& op, const Job& job) {
    const double divisor = plan::feature_divisor(op.split, job.scenario.plan);
    const double rows = plan::rows(op.split, job.tokens);
    const bool row_split = op.split == model::Split::row;
    const std::int64_t m = whole(rows);
    const std::int64_t n = whole(static_cast<double>(op.n) / (row_split ? 1.0 : divisor));
    const std::int64_t k = whole(static_cast<double>(op.k) / (row_split ? divisor : 1.0));
    const auto product = [&](std::int64_t height, std::int64_t width, std::int64_t depth) {
        return kernel::Gemm{.m = height,
                            .n = width,
                            .k = depth,
                            .format = op.low_precision ? job.products : job.activations,
                            .scaling = op.low_precision ? job.scaling : kernel::Scaling::tensor};
    };
    DenseProducts p{.forward = product(m, n, k),
                    .input_gradient = product(m, k, n),
                    .weight_gradient = product(n, k, m),
                    .forward_cut = {},
                    .input_cut = {}};
    if (cuts_products(job) && op.split != model::Split::none) {
        const double gathered = static_cast<double>(job.tensor.ranks);
        p.forward_cut = cut(p.forward, row_split ? scatter_pieces(job) : gathered);
        if (row_split) {
            p.input_cut = cut(p.input_gradient, gathered);
        }
    }
    if (op.low_precision) {
        p.cast_forward = rows * static_cast<double>(k);
        p.cast_backward = rows * static_cast<double>(n);
    }
    return p;
}

ExpertProducts expert_products(const model::Operator& op, const Job& job) {
    const Model& m = job.scenario.model;
    const Plan& p = job.scenario.plan;
    const std::int64_t groups = m.experts->count / p.ep;
    const double rows = job.tokens.routed / static_cast<double>(groups);
    const bool down = op.n == m.hidden;
    const std::int64_t n = down ? op.n : op.n / p.etp;
    const std::int64_t k = down ? op.k / p.etp : op.k;
    const auto product = [&](double height, std::int64_t width, std::int64_t depth) {
        return kernel::GroupedGemm{.groups = groups,
                                   .rows = height,
                                   .n = width,
                                   .k = depth,
                                   .format = job.products,
                                   .scaling = job.scaling,
                                   .separate = !job.scenario.software.grouped_products};
    };
    // Rows are summed over in the weights' gradient, so they are padded even in 16 bit.
    constexpr double grid = 16.0;
    const double depth =
        kernel::padded_rows(std::ceil(rows / grid) * grid, job.products, job.scaling);
    return {.forward = product(rows, n, k),
            .input_gradient = product(rows, k, n),
            .weight_gradient = product(static_cast<double>(n), k, whole(depth)),
            .cast_forward = job.tokens.routed * static_cast<double>(k),
            .cast_backward = job.tokens.routed * static_cast<double>(n)};
}

AttentionCore attention_core(bool windowed, const Job& job) {
    const TrainScenario& s = job.scenario;
    const bool unfused = s.software.attention == AttentionKernel::unfused;
    // Between its products the core waits for exponentials, so it draws less power than a product
    // does and holds the burst clock; unfused attention is products.
    AttentionCore out{.pieces = {},
                      .load = unfused ? kernel::Load::sustained : kernel::Load::burst};
    // Packed documents attend to themselves alone, if the kernel can skip the rest of the square.
    const bool apart = s.workload.packing.fill == Fill::packed && !unfused;
    const std::int64_t length =
        apart ? whole(model::documents(s.workload).length) : s.workload.sequence;
    const double documents =
        static_cast<double>(s.plan.micro_batch * s.workload.sequence) / static_cast<double>(length);
    const std::int64_t batch = std::max<std::int64_t>(1, std::llround(documents));
    const kernel::Attention core = core_shape(length, batch, windowed, job);
    // Documents fall whole to context ranks; an undivided square is cut up as their exchange has
    // it.
    if (apart) {
        out.pieces = {
            {.shape = core,
             .times = documents / static_cast<double>(batch) / static_cast<double>(s.plan.cp)}};
        return out;
    }
    out.pieces = core_pieces(core, s.plan);
    out.merges = true;
    return out;
}

// Each further kernel of a ring reads its own partial results and the sum, and writes the sum; of
// the output on the way forward, of the gradients of all three inputs on the way back.
Bytes merged(const CorePiece& piece, bool backward, const Job& job) {
    const kernel::Attention& a = piece.shape;
    if (piece.times <= 0.0 || a.causal) {
        return {};
    }
    const double outputs = static_cast<double>(a.queries * a.heads * a.v_dim);
    const double inputs = static_cast<double>(a.queries * a.heads * a.qk_dim +
                                              a.keys * a.kv_heads * (a.qk_dim + a.v_dim));
    const double elements = static_cast<double>(a.batch) * (backward ? inputs : outputs);
    return {3.0 * bytes_per_element(job.activations) * elements};
}

Streamed streamed(const model::Operator& op, const Job& job) {
    const bool norm = op.kind == model::OperatorKind::norm;
    return {.kind = norm ? kernel::Stream::norm : kernel::Stream::elementwise,
            .element = job.activations == Format::fp32 ? 4.0 : 2.0,
            .rows = plan::rows(op.split, job.tokens),
            .divisor = plan::feature_divisor(op.split, job.scenario.plan),
            .rate = norm ? job.scenario.software.norm_rate.value : 1.0};
}

Bytes cast_bytes(double elements, const Job& job) {
    return {hardware::cast_bytes_per_element(job.scenario.workload.precision) * elements};
}

bool cuts_products(const Job& job) {
    const TrainScenario& s = job.scenario;
    return s.software.overlap_tensor && s.plan.sequence_parallel && job.tensor.ranks > 1;
}

double scatter_pieces(const Job& job) {
    const double splits = job.scenario.software.tensor_splits.value;
    return splits >= 1.0 ? splits : static_cast<double>(job.tensor.ranks);
}

}  // namespace foretoken::train
