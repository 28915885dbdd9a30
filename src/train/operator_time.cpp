// How long does one operator of a layer take on one rank?
#include "train/operator_time.hpp"

#include "train/operator_shapes.hpp"

namespace foretoken::train {
namespace {

Seconds stream(Bytes moved, kernel::Stream kind, const Job& job) {
    return kernel::stream_time(moved, kind, job.accelerator(), job.calibration.kernel);
}

Seconds cast_time(double elements, const Job& job) {
    return stream(cast_bytes(elements, job), kernel::Stream::elementwise, job);
}

OperatorTime dense_time(const model::Operator& op, const Job& job) {
    const auto time = [&](const kernel::Gemm& gemm) {
        return kernel::gemm_time(gemm, job.accelerator(), job.calibration.kernel);
    };
    const DenseProducts p = dense_products(op, job);
    OperatorTime t{.part = Part::linear};
    t.forward = time(p.forward);
    t.input_gradient = time(p.input_gradient);
    t.weight_gradient = time(p.weight_gradient);
    t.forward = p.forward_cut ? max(t.forward, time(*p.forward_cut)) : t.forward;
    t.input_gradient = p.input_cut ? max(t.input_gradient, time(*p.input_cut)) : t.input_gradient;
    t.backward = t.input_gradient + t.weight_gradient;
    t.cast_forward = cast_time(p.cast_forward, job);
    t.cast_backward = cast_time(p.cast_backward, job);
    return t;
}

OperatorTime expert_time(const model::Operator& op, const Job& job) {
    const auto time = [&](const kernel::GroupedGemm& gemm) {
        return kernel::grouped_gemm_time(gemm, job.accelerator(), job.calibration.kernel);
    };
    const ExpertProducts p = expert_products(op, job);
    OperatorTime t{.part = Part::experts};
    t.forward = time(p.forward);
    t.input_gradient = time(p.input_gradient);
    t.weight_gradient = time(p.weight_gradient);
    t.backward = t.input_gradient + t.weight_gradient;
    t.cast_forward = cast_time(p.cast_forward, job);
    t.cast_backward = cast_time(p.cast_backward, job);
    return t;
}

OperatorTime core_time(bool windowed, const Job& job) {
    const Accelerator& part = job.accelerator();
    const KernelCalibration& kernels = job.calibration.kernel;
    const AttentionCore core = attention_core(windowed, job);
    OperatorTime t{.part = Part::attention};
    for (const CorePiece& piece : core.pieces) {
        const auto merge = [&](bool backward) {
            return core.merges
                       ? stream(merged(piece, backward, job), kernel::Stream::elementwise, job)
                       : Seconds{};
        };
        t.forward +=
            piece.times *
            (kernel::attention_forward(piece.shape, part, kernels, core.load) + merge(false));
        t.backward +=
            piece.times *
            (kernel::attention_backward(piece.shape, part, kernels, core.load) + merge(true));
    }
    return t;
}

OperatorTime streaming_time(const model::Operator& op, const Job& job) {
    const Streamed s = streamed(op, job);
    return {.part = Part::elementwise,
            .forward = stream(s.moved(op.forward_elements), s.kind, job),
            .backward = stream(s.moved(op.backward_elements), s.kind, job)};
}

}  // namespace

OperatorTime operator_time(const model::Operator& op, bool windowed, const Job& job) {
    switch (op.kind) {
        case model::OperatorKind::gemm: return dense_time(op, job);
        case model::OperatorKind::expert_gemm: return expert_time(op, job);
        case model::OperatorKind::attention: return core_time(windowed, job);
        case model::OperatorKind::norm:
        case model::OperatorKind::elementwise: return streaming_time(op, job);
    }
    return {};
}

}  // namespace foretoken::train
