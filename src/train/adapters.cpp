// What do frozen weights save of a product's time, and what do adapters beside it cost?
#include "train/adapters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/account.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm_account.hpp"
#include "kernel/grouped_gemm_account.hpp"
#include "model/tuning.hpp"
#include "train/job_account.hpp"

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

constexpr const char* document = "docs/models/finetuning.md";

// A kernel of an adapter: a product of all groups, or a stream of so many elements.
struct Thin {
    const char* name;
    Direction direction;
    double m = 0.0;
    double n = 0.0;
    double k = 0.0;
    double elements = 0.0;
};

// y += B (A x): the products, the scale, and the sum (A, B, y: B's output read, y written). Back:
// gradients of A x, of B, of x (added to that of the frozen product), of A. Gradients of weights
// sum over rows: of every expert for itself.
std::array<Thin, 8> thin_kernels(const Shape& s, double rank, double n) {
    const double groups = static_cast<double>(s.groups);
    const double expert_rows = s.rows / groups;
    constexpr auto forward = Direction::forward;
    constexpr auto backward = Direction::backward;
    return {{{"down", forward, s.rows, rank, s.inputs},
             {"up", forward, s.rows, n, rank},
             {"sum", forward, 0.0, 0.0, 0.0, 5.0 * s.rows * n},
             {"inner", backward, s.rows, rank, n},
             {"gradient_b", backward, n * groups, rank, expert_rows},
             {"outer", backward, s.rows, s.inputs, rank},
             {"gradient_a", backward, rank * groups, s.inputs, expert_rows},
             {"add", backward, 0.0, 0.0, 0.0, 3.0 * s.rows * s.inputs + 2.0 * s.rows * n}}};
}

kernel::Gemm gemm_of(const Thin& t, const Job& job) {
    return {.m = whole(t.m), .n = whole(t.n), .k = whole(t.k), .format = job.activations};
}

kernel::GroupedGemm grouped_of(const Thin& t, std::int64_t groups, const Job& job) {
    return {.groups = groups,
            .rows = t.m / static_cast<double>(groups),
            .n = whole(t.n),
            .k = whole(t.k),
            .format = job.activations};
}

Bytes moved(const Thin& t, const Job& job) {
    return {bytes_per_element(job.activations) * t.elements};
}

Seconds time_of(const Thin& t, std::int64_t groups, const Job& job) {
    const KernelCalibration& kernels = job.calibration.kernel;
    if (t.elements > 0.0) {
        return kernel::stream_time(moved(t, job), kernel::Stream::elementwise, job.accelerator(),
                                   kernels);
    }
    return groups > 1
               ? kernel::grouped_gemm_time(grouped_of(t, groups, job), job.accelerator(), kernels)
               : kernel::gemm_time(gemm_of(t, job), job.accelerator(), kernels);
}

Account account_of(const Thin& t, std::int64_t groups, const Job& job) {
    const KernelCalibration& kernels = job.calibration.kernel;
    const std::string name = "one";
    if (t.elements > 0.0) {
        return moving_account(
            name, "a stream beside the product",
            account::derived("moved", moved(t, job), "read and written",
                             {"elements * element", document},
                             {account::input("elements", t.elements, "of its tensors",
                                             account::elsewhere(document)),
                              element_input(job.activations, "bytes of one")}),
            job);
    }
    return groups > 1 ? kernel::grouped_gemm_account(name, "thin products, one per expert",
                                                     grouped_of(t, groups, job), job.accelerator(),
                                                     kernels)
                      : kernel::gemm_account(name, "a thin product", gemm_of(t, job),
                                             job.accelerator(), kernels);
}

void post(const model::Operator& op, const Thin& t, Seconds time, double count, std::int64_t groups,
          const Job& job, Journal& journal) {
    journal.post(
        t.direction, Part::adapters,
        account::derived(std::string(op.name) + "." + t.name, time, "of adapters beside a product",
                         {"projections * one", document},
                         {account::input("projections", count, "adapters beside this product",
                                         account::scenario("workload.tuning.targets")),
                          account_of(t, groups, job)}));
}

// Elements of a frozen weight that are widened before each product; none if it is wide enough.
double widened(const Shape& s, double stored, double used) {
    return stored < used ? static_cast<double>(s.groups) * s.inputs * s.outputs : 0.0;
}

}  // namespace

AdapterTime adapter_time(const model::Operator& op, const Job& job, Journal* journal) {
    const Tuning& t = job.scenario.workload.tuning;
    if (!model::is_target(op, t)) {
        return {};
    }
    const Shape s = shape_of(op, job);
    const double count = model::projections(op, job.scenario.model);
    AdapterTime sum{.kernels = 4.0 * count};
    for (const Thin& thin : thin_kernels(s, static_cast<double>(t.rank), s.outputs / count)) {
        const Seconds time = count * time_of(thin, s.groups, job);
        (thin.direction == Direction::forward ? sum.forward : sum.backward) += time;
        if (journal != nullptr) {
            post(op, thin, time, count, s.groups, job, *journal);
        }
    }
    return sum;
}

void freeze(const model::Operator& op, const Job& job, OperatorTime& time, Journal* journal) {
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
    const double elements = widened(shape_of(op, job), stored, used);
    const Bytes bytes{(stored + used) * elements};
    const Seconds widen = kernel::stream_time(bytes, kernel::Stream::elementwise, job.accelerator(),
                                              job.calibration.kernel);
    time.cast_forward += widen;
    time.cast_backward += widen;
    if (journal == nullptr || elements == 0.0) {
        return;
    }
    const Account account = moving_account(
        std::string(op.name) + ".widen", "a frozen weight into the format of the products",
        account::derived("moved", bytes, "read and written",
                         {"elements * (stored + used)", document},
                         {account::input("elements", elements, "of the weight on this rank",
                                         account::elsewhere("the product's shape")),
                          account::input("stored", Bytes{stored}, "bytes of one at rest",
                                         account::scenario("workload.tuning.frozen_format")),
                          account::input("used", Bytes{used}, "bytes of one in the product",
                                         account::scenario("workload.precision"))}),
        job);
    journal->post(Direction::forward, Part::cast, account);
    journal->post(Direction::backward, Part::cast, account);
}

}  // namespace foretoken::train
