// What do frozen weights save of a product's time, and what do adapters beside it cost?
#include "train/adapters.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"
#include "kernel/grouped_gemm.hpp"
#include "model/tuning.hpp"

namespace foretoken::train {
namespace {

std::int64_t whole(double value) {
    return std::max<std::int64_t>(1, std::llround(std::ceil(value)));
}

// Rows, inputs and outputs of a product on one rank, and in how many experts it stands.
struct Shape {
    double rows = 0.0;
    double inputs = 0.0;
    double outputs = 0.0;
    std::int64_t groups = 1;
};

Shape shape_of(const model::Operator& op, const Job& job) {
    const Plan& p = job.scenario.plan;
    const Model& m = job.scenario.model;
    Shape s{.rows = plan::rows(op.split, job.tokens),
            .inputs = static_cast<double>(op.k),
            .outputs = static_cast<double>(op.n)};
    const double divisor = plan::feature_divisor(op.split, p);
    if (op.kind == model::OperatorKind::expert_gemm) {
        s.groups = m.experts->count / p.ep;
        (op.n == m.hidden ? s.inputs : s.outputs) /= divisor;
    } else {
        (op.split == model::Split::row ? s.inputs : s.outputs) /= divisor;
    }
    return s;
}

Seconds stream(double elements, const Job& job) {
    return kernel::stream_time({bytes_per_element(job.activations) * elements},
                               kernel::Stream::elementwise, job.accelerator(),
                               job.calibration.kernel);
}

Seconds product(double m, double n, double k, std::int64_t groups, const Job& job) {
    if (groups > 1) {
        return kernel::grouped_gemm_time({.groups = groups,
                                          .rows = m / static_cast<double>(groups),
                                          .n = whole(n),
                                          .k = whole(k),
                                          .format = job.activations},
                                         job.accelerator(), job.calibration.kernel);
    }
    return kernel::gemm_time(
        {.m = whole(m), .n = whole(n), .k = whole(k), .format = job.activations}, job.accelerator(),
        job.calibration.kernel);
}

}  // namespace

AdapterTime adapter_time(const model::Operator& op, const Job& job) {
    const Tuning& t = job.scenario.workload.tuning;
    if (!model::is_target(op, t)) {
        return {};
    }
    const Shape s = shape_of(op, job);
    const double count = model::projections(op, job.scenario.model);
    const double rank = static_cast<double>(t.rank);
    const double n = s.outputs / count;
    const double groups = static_cast<double>(s.groups);
    const double expert_rows = s.rows / groups;
    // The product, its scale, and the sum: A, B, y B's output read, y written.
    const Seconds down = product(s.rows, rank, s.inputs, s.groups, job);
    const Seconds up = product(s.rows, n, rank, s.groups, job);
    const Seconds sum = stream(5.0 * s.rows * n, job);
    // Gradients of A x, of B, of x (added to that of the frozen product), of A. Gradients of
    // weights sum over rows: of every expert for itself.
    const Seconds inner = product(s.rows, rank, n, s.groups, job);
    const Seconds of_b = product(n * groups, rank, expert_rows, s.groups, job);
    const Seconds outer = product(s.rows, s.inputs, rank, s.groups, job);
    const Seconds of_a = product(rank * groups, s.inputs, expert_rows, s.groups, job);
    const Seconds add = stream(3.0 * s.rows * s.inputs + 2.0 * s.rows * n, job);
    return {.forward = count * (down + up + sum),
            .backward = count * (inner + of_b + outer + of_a + add),
            .kernels = 4.0 * count};
}

void freeze(const model::Operator& op, const Job& job, OperatorTime& time) {
    const Workload& w = job.scenario.workload;
    const bool product =
        op.kind == model::OperatorKind::gemm || op.kind == model::OperatorKind::expert_gemm;
    if (!product || model::trains_products(w.tuning)) {
        return;
    }
    time.backward -= time.weight_gradient;
    time.weight_gradient = {};
    const double stored = model::frozen_bytes(w.tuning, w.precision);
    const double used = bytes_per_element(job.products);
    if (stored >= used) {
        return;
    }
    const Shape s = shape_of(op, job);
    const double elements = static_cast<double>(s.groups) * s.inputs * s.outputs;
    const Seconds widen =
        kernel::stream_time({(stored + used) * elements}, kernel::Stream::elementwise,
                            job.accelerator(), job.calibration.kernel);
    time.cast_forward += widen;
    time.cast_backward += widen;
}

}  // namespace foretoken::train
