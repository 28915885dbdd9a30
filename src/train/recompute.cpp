// How much forward work does the backward pass of a layer repeat?
#include "train/recompute.hpp"

namespace foretoken::train {
namespace {

// No backward pass reads the output of a dense layer's last product, so software that watches for
// it stops before that product (Eq. 2).
void add_full(const Repeated& repeated, const Job& job, Passes& passes) {
    const Seconds skipped = job.scenario.software.early_stop ? repeated.tail : Seconds{};
    passes.backward[Part::recompute] += passes.forward.compute() - skipped;
    for (const Part part : {Part::tensor, Part::context, Part::expert}) {
        passes.backward[part] += passes.forward[part];
    }
}

// Beside a fused core, norms and activations; else the core with its square of scores (Eq. 3).
void add_selective(const Repeated& repeated, const Job& job, Passes& passes) {
    const Software& software = job.scenario.software;
    const bool fused = software.attention != AttentionKernel::unfused;
    const Seconds products = passes.forward[Part::linear] + passes.forward[Part::experts];
    passes.backward[Part::recompute] += (fused ? repeated.cheap : passes.forward[Part::attention]) +
                                        software.selective_products * products;
}

}  // namespace

void add_recomputation(const Repeated& repeated, const Job& job, Passes& passes) {
    switch (job.scenario.plan.recompute) {
        case Recompute::none: return;
        case Recompute::selective: add_selective(repeated, job, passes); return;
        case Recompute::full: add_full(repeated, job, passes); return;
    }
}

}  // namespace foretoken::train
