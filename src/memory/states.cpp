// How many bytes per parameter are weights, gradients and optimizer states?
#include "memory/states.hpp"

#include "hardware/precision.hpp"

namespace foretoken::memory {
namespace {

bool wide(Precision p) {
    return p == Precision::fp32 || p == Precision::tf32;
}

}  // namespace

double moment_bytes(const Optimizer& o) {
    const double one = bytes_per_element(o.moments);
    switch (o.kind) {
        case OptimizerKind::adam: return 2.0 * one;
        case OptimizerKind::adam_8bit: return 2.0 * (1.0 + 4.0 / scale_block);
        case OptimizerKind::sgd:
        case OptimizerKind::muon: return one;
        case OptimizerKind::adafactor: return 0.0;
    }
    return 2.0 * one;
}

double master_bytes(const Workload& w) {
    const bool apart = w.optimizer.master != hardware::activation_format(w.precision);
    return wide(w.precision) || !apart ? 0.0 : bytes_per_element(w.optimizer.master);
}

StateBytes state_bytes(const Workload& w, const Software& software) {
    const double master = master_bytes(w);
    const double moments = moment_bytes(w.optimizer);
    const bool muon = w.optimizer.kind == OptimizerKind::muon;
    StateBytes b{.weights = 2.0,
                 .optimizer = master + moments,
                 .elsewhere = master + (muon ? 2.0 * moments : moments)};
    b.travelling = narrow_rest(w, software) ? 1.0 : 2.0;
    if (wide(w.precision)) {
        b.weights = 4.0;
        b.travelling = 4.0;
        b.gradients = 4.0;
        return b;
    }
    const bool apart = software.separate_accumulation && w.precision == Precision::bf16;
    b.gradients = w.pure_precision ? 2.0
                  : apart          ? 4.0
                                   : bytes_per_element(software.gradient_format);
    b.gradient_copy = apart ? 2.0 : 0.0;
    return b;
}

bool narrow_rest(const Workload& w, const Software& software) {
    return software.narrow_weights &&
           (w.precision == Precision::fp8 || w.precision == Precision::fp8_block ||
            w.precision == Precision::mxfp8);
}

double narrow_copies(Precision p) {
    switch (p) {
        case Precision::fp32:
        case Precision::tf32:
        case Precision::fp16:
        case Precision::bf16: return 0.0;
        case Precision::fp8: return 2.0;
        case Precision::fp8_block: return 2.0 + 2.0 * 4.0 / (128.0 * 128.0);
        case Precision::mxfp8: return 2.0 + 2.0 / 32.0;
        case Precision::nvfp4: return 1.0 + 2.0 / 16.0;
    }
    return 0.0;
}

double narrow_share(Precision p) {
    switch (p) {
        case Precision::fp32:
        case Precision::tf32:
        case Precision::fp16:
        case Precision::bf16: return 1.0;
        case Precision::fp8: return 0.5;
        case Precision::fp8_block: return (1.0 + 4.0 / 128.0) / 2.0;
        case Precision::mxfp8: return (1.0 + 1.0 / 32.0) / 2.0;
        case Precision::nvfp4: return (0.5 + 1.0 / 16.0) / 2.0;
    }
    return 1.0;
}

FlatBytes flat_bytes(const Workload& w, const Software& software, std::int64_t zero) {
    const StateBytes per = state_bytes(w, software);
    // A 32-bit buffer that gradients are added to is flat already.
    if (!software.flat_gradients || wide(w.precision) || per.gradients >= 4.0) {
        return {};
    }
    // Unsharded, each gradient is widened and then all are joined: two 32-bit copies. Sharded, a
    // rank joins its own in their format and then widens them.
    return zero == 0 ? FlatBytes{.held = 4.0 + 4.0} : FlatBytes{.owned = per.gradients + 4.0};
}

}  // namespace foretoken::memory
