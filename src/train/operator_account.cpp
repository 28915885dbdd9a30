// What is the time of one operator of a layer made of?
#include "train/operator_account.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "base/text.hpp"
#include "hardware/precision.hpp"
#include "kernel/attention_account.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/gemm_account.hpp"
#include "kernel/grouped_gemm_account.hpp"
#include "train/job_account.hpp"
#include "train/operator_shapes.hpp"

namespace foretoken::train {
namespace {

std::string shape(double m, double n, double k) {
    return with_digits(m, 9) + " x " + with_digits(n, 9) + " x " + with_digits(k, 9);
}

// What the rows, outputs and inputs of a dense product come from: tokens, features, and the tensor
// ranks that divide either.
struct Shape {
    Account tokens;
    Account outputs;
    Account inputs;
};

Account features(std::int64_t all, bool divided, const Job& job) {
    const double total = static_cast<double>(all);
    Account whole = model_input("features", total, "of the whole operator", job);
    if (!divided || job.scenario.plan.tp == 1) {
        return whole;
    }
    const double ranks = static_cast<double>(job.scenario.plan.tp);
    return account::derived("features", std::ceil(total / ranks), "of one tensor rank",
                            {"ceil(all / tp)", "docs/models/operators.md"},
                            {account::named(std::move(whole), "all"),
                             plan_input("tp", job.scenario.plan.tp, "tensor parallel")},
                            "features");
}

Shape shape_of(const model::Operator& op, const Job& job) {
    Account tokens = rows_account("tokens", op.split, job);
    const double rows = std::ceil(tokens.value);
    if (rows != tokens.value) {
        tokens = account::derived("tokens", rows, "whole rows",
                                  {"ceil(tokens)", "docs/models/operators.md"}, {tokens}, "tokens");
    }
    return {.tokens = std::move(tokens),
            .outputs = features(op.n, op.split == model::Split::column, job),
            .inputs = features(op.k, op.split == model::Split::row, job)};
}

Account product(std::string name, const kernel::Gemm& g, const Job& job) {
    std::string says = "product of " + shape(static_cast<double>(g.m), static_cast<double>(g.n),
                                             static_cast<double>(g.k));
    says += g.batch > 1 ? ", " + std::to_string(g.batch) + " times" : "";
    return kernel::gemm_account(std::move(name), std::move(says), g, job.accelerator(),
                                job.calibration.kernel);
}

// With m, n and k explained.
Account explained(Account product, const Account& m, const Account& n, const Account& k) {
    using account::named;
    return account::with(
        account::with(account::with(std::move(product), named(m, "m")), named(n, "n")),
        named(k, "k"));
}

// The whole product, or its pieces if they take longer.
Account product(std::string name, const kernel::Gemm& whole, const std::optional<kernel::Gemm>& cut,
                const Job& job) {
    if (!cut) {
        return product(std::move(name), whole, job);
    }
    Account one = product("whole", whole, job);
    Account pieces = product("pieces", *cut, job);
    const Seconds longer{std::max(one.value, pieces.value)};
    return account::derived(std::move(name), longer, "a product cut up beside its collective",
                            {"max(whole, pieces)", "docs/models/tensor-parallel.md"},
                            {std::move(one), std::move(pieces)});
}

Account product(std::string name, const kernel::GroupedGemm& g, const Job& job) {
    std::string says = std::to_string(g.groups) + " products of " +
                       shape(g.rows, static_cast<double>(g.n), static_cast<double>(g.k));
    return kernel::grouped_gemm_account(std::move(name), std::move(says), g, job.accelerator(),
                                        job.calibration.kernel);
}

// Of the gradient that flows back, and of the weight's own.
Account backward(std::string name, Account input, Account weight, bool trained) {
    std::vector<Account> parts;
    parts.push_back(std::move(input));
    if (trained) {
        parts.push_back(std::move(weight));
    }
    return account::sum(std::move(name), "gradients", std::move(parts));
}

Account cast(std::string name, double elements, const Job& job) {
    const Precision precision = job.scenario.workload.precision;
    const double each = hardware::cast_bytes_per_element(precision);
    return moving_account(
        std::move(name), "into the format of the products",
        account::derived("moved", Bytes{each * elements}, "read, written, scanned for the largest",
                         {"elements * each", "docs/models/elementwise.md"},
                         {account::input("elements", elements, "of the operand",
                                         account::elsewhere("the product's shape")),
                          account::input("each", Bytes{each}, "per element",
                                         account::scenario("workload.precision"))}),
        job);
}

struct Casts {
    double forward;
    double backward;
};

void post_casts(const std::string& name, const Casts& elements, const Job& job, Journal& journal) {
    if (hardware::cast_bytes_per_element(job.scenario.workload.precision) > 0.0) {
        journal.post(Direction::forward, Part::cast, cast(name, elements.forward, job));
        journal.post(Direction::backward, Part::cast, cast(name, elements.backward, job));
    }
}

void post_dense(const model::Operator& op, bool trained, const Job& job, Journal& journal) {
    const std::string name(op.name);
    const DenseProducts p = dense_products(op, job);
    const Shape s = shape_of(op, job);
    journal.post(
        Direction::forward, Part::linear,
        explained(product(name, p.forward, p.forward_cut, job), s.tokens, s.outputs, s.inputs));
    journal.post(Direction::backward, Part::linear,
                 backward(name,
                          explained(product("input", p.input_gradient, p.input_cut, job), s.tokens,
                                    s.inputs, s.outputs),
                          explained(product("weight", p.weight_gradient, job), s.outputs, s.inputs,
                                    s.tokens),
                          trained));
    post_casts(name, {p.cast_forward, p.cast_backward}, job, journal);
}

void post_experts(const model::Operator& op, bool trained, const Job& job, Journal& journal) {
    const std::string name(op.name);
    const ExpertProducts p = expert_products(op, job);
    journal.post(Direction::forward, Part::experts, product(name, p.forward, job));
    journal.post(Direction::backward, Part::experts,
                 backward(name, product("input", p.input_gradient, job),
                          product("weight", p.weight_gradient, job), trained));
    post_casts(name, {p.cast_forward, p.cast_backward}, job, journal);
}

// times x (kernel + adding up its partial result).
Account core_piece(const CorePiece& piece, bool merges, Direction direction, const Job& job) {
    const Accelerator& part = job.accelerator();
    const KernelCalibration& kernels = job.calibration.kernel;
    const bool back = direction == Direction::backward;
    const kernel::Load load = attention_core(false, job).load;
    std::vector<Account> parts{
        account::input("times", piece.times, "such kernels, or a rank's share of one",
                       account::elsewhere("docs/models/context-parallel.md")),
        back ? kernel::attention_backward_account("kernel", "the core", piece.shape, part, kernels,
                                                  load)
             : kernel::attention_forward_account("kernel", "the core", piece.shape, part, kernels,
                                                 load)};
    std::string formula = "times * kernel";
    const Bytes bytes = merges ? merged(piece, back, job) : Bytes{};
    if (bytes.value > 0.0) {
        formula = "times * (kernel + merge)";
        parts.push_back(moving_account(
            "merge", "partial results added up",
            account::input("moved", bytes, "own results and the sum read, the sum written",
                           account::elsewhere("docs/models/context-parallel.md")),
            job));
    }
    const double once = parts[1].value + (parts.size() > 2 ? parts[2].value : 0.0);
    return account::derived(piece.shape.causal ? "causal" : "unmasked", Seconds{piece.times * once},
                            "one shape of kernel", {formula, "docs/models/context-parallel.md"},
                            std::move(parts));
}

void post_core(const model::Operator& op, bool windowed, const Job& job, Journal& journal) {
    const AttentionCore core = attention_core(windowed, job);
    for (const Direction direction : {Direction::forward, Direction::backward}) {
        std::vector<Account> pieces;
        for (const CorePiece& piece : core.pieces) {
            pieces.push_back(core_piece(piece, core.merges, direction, job));
        }
        journal.post(direction, Part::attention,
                     account::sum(std::string(op.name), "softmax(Q K) V", std::move(pieces)));
    }
}

Account streaming(const model::Operator& op, double elements, const Streamed& s, const Job& job) {
    std::vector<Account> parts{
        account::input("elements", elements, "read and written per token",
                       account::elsewhere("docs/models/operators.md, " + std::string(op.name))),
        account::input("element", Bytes{s.element}, "bytes of one",
                       account::scenario("workload.precision")),
        rows_account("tokens", op.split, job)};
    std::string formula = "elements * element * tokens";
    if (s.divisor != 1.0) {
        formula += " / split";
        parts.push_back(account::input("split", s.divisor, "ranks that divide its features",
                                       account::scenario("plan.tp")));
    }
    if (s.rate != 1.0) {
        formula += " / rate";
        parts.push_back(account::input("rate", job.scenario.software.norm_rate,
                                       "of its kernel over a persistent one's"));
    }
    return kernel::stream_account(
        std::string(op.name), "a kernel that moves bytes",
        account::derived("moved", s.moved(elements), "bytes read and written",
                         {std::move(formula), "docs/models/elementwise.md"}, std::move(parts)),
        s.kind, job.accelerator(), job.calibration.kernel);
}

void post_stream(const model::Operator& op, const Job& job, Journal& journal) {
    const Streamed s = streamed(op, job);
    const auto post = [&](Direction direction, double elements) {
        if (elements > 0.0) {
            journal.post(direction, Part::elementwise, streaming(op, elements, s, job));
        }
    };
    post(Direction::forward, op.forward_elements);
    post(Direction::backward, op.backward_elements);
}

}  // namespace

void post_operator(const model::Operator& op, bool windowed, bool trained, const Job& job,
                   Journal& journal) {
    switch (op.kind) {
        case model::OperatorKind::gemm: post_dense(op, trained, job, journal); return;
        case model::OperatorKind::expert_gemm: post_experts(op, trained, job, journal); return;
        case model::OperatorKind::attention: post_core(op, windowed, job, journal); return;
        case model::OperatorKind::norm:
        case model::OperatorKind::elementwise: post_stream(op, job, journal); return;
    }
}

}  // namespace foretoken::train
