// How much forward work does the backward pass of a layer repeat?
#include "train/recompute.hpp"

#include "base/account.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/recompute.md, Eq. ";

Account posted(const char* name, Seconds time, const char* says, const char* where) {
    return account::input(name, time, says, account::elsewhere(where));
}

// No backward pass reads the output of a dense layer's last product, so software that watches for
// it stops before that product (Eq. 2).
void add_full(const Repeated& repeated, const Job& job, Passes& passes, Journal* journal) {
    const Seconds skipped = job.scenario.software.early_stop ? repeated.tail : Seconds{};
    const Seconds forward = passes.forward.compute();
    passes.backward[Part::recompute] += forward - skipped;
    constexpr Part communications[] = {Part::tensor, Part::context, Part::expert};
    for (const Part part : communications) {
        passes.backward[part] += passes.forward[part];
    }
    if (journal == nullptr) {
        return;
    }
    journal->post(
        Direction::backward, Part::recompute,
        account::derived("forward_again", forward - skipped, "the layer's forward pass repeated",
                         {"forward - skipped", std::string(document) + "2"},
                         {posted("forward", forward, "compute of the layer's forward pass",
                                 "the compute terms' forward passes"),
                          posted("skipped", skipped, "its last product and what follows",
                                 "software.early_stop")}));
    for (const Part part : communications) {
        journal->post(Direction::backward, part,
                      journal->part(Direction::forward, part, "forward_again"));
    }
}

// Beside a fused core, norms and activations; else the core with its square of scores (Eq. 3).
void add_selective(const Repeated& repeated, const Job& job, Passes& passes, Journal* journal) {
    const Software& software = job.scenario.software;
    const bool fused = software.attention != AttentionKernel::unfused;
    const Seconds products = passes.forward[Part::linear] + passes.forward[Part::experts];
    const Seconds repeats = fused ? repeated.cheap : passes.forward[Part::attention];
    const Seconds time = repeats + software.selective_products * products;
    passes.backward[Part::recompute] += time;
    if (journal == nullptr) {
        return;
    }
    journal->post(
        Direction::backward, Part::recompute,
        account::derived(
            "selective", time, "repeated for the memory that it frees",
            {"repeated + share * products", std::string(document) + "3"},
            {posted("repeated", repeats, fused ? "norms, activations" : "the attention core",
                    fused ? "compute.elementwise, forward" : "compute.attention, forward"),
             account::input("share", software.selective_products, "of products repeated too",
                            account::scenario("software.selective_products")),
             posted("products", products, "of the layer",
                    "compute.linear and .experts, forward")}));
}

}  // namespace

void add_recomputation(const Repeated& repeated, const Job& job, Passes& passes, Journal* journal) {
    switch (job.scenario.plan.recompute) {
        case Recompute::none: return;
        case Recompute::selective: add_selective(repeated, job, passes, journal); return;
        case Recompute::full: add_full(repeated, job, passes, journal); return;
    }
}

}  // namespace foretoken::train
