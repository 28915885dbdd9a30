// What is the one sentence that answers the question?
#include "base/text.hpp"
#include "report/answer.hpp"
#include "report/phrases.hpp"

namespace foretoken::report {

std::string verdict(const TrainScenario& s, const Forecast& f) {
    const std::string speed = with_digits(f.tokens_per_second_per_accelerator(), 4);
    const double mfu = f.rate(f.flops.model_full) / f.peak;
    std::string out =
        s.model.name + " on " + with_commas(f.accelerators) + " x " +
        s.cluster.node.accelerator.name + ": " + speed + " tokens/s per accelerator, " +
        to_text(f.rate(f.flops.model_full)) + " each (MFU " + percent(mfu) + "), a step of " +
        with_commas(f.tokens) + " tokens every " + to_text(f.step) + interval_phrase(f) + ", " +
        gigabytes(f.peak_memory()) + " of " + gigabytes(f.memory_capacity) + " memory";
    return f.fits() ? out : out + ": it does not fit";
}

}  // namespace foretoken::report
