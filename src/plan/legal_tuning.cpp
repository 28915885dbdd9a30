// Can these weights be trained, these documents packed, and these states be offloaded?
#include "plan/legal_tuning.hpp"

#include <cmath>
#include <string>

#include "plan/illegal.hpp"

namespace foretoken::plan {
namespace {

using std::to_string;

Outcome check_method(const Tuning& t, const Model& m) {
    if (t.method == Method::lora && (t.rank < 1 || t.rank > m.hidden)) {
        return illegal("workload.tuning.rank",
                       "rank " + to_string(t.rank) + " is not between 1 and the hidden size " +
                           to_string(m.hidden),
                       "8 to 64 are usual");
    }
    if (t.method == Method::last_layers && (t.layers < 1 || t.layers > m.layers)) {
        return illegal(
            "workload.tuning.layers",
            to_string(t.layers) + " layers of " + to_string(m.layers) + " cannot be trained",
            "between 1 and " + to_string(m.layers));
    }
    const Format stored = t.frozen_format;
    if (t.method == Method::full && stored != Tuning{}.frozen_format) {
        return illegal("workload.tuning.frozen_format", "is given, but no weight is frozen",
                       "did you mean workload.tuning.method lora?");
    }
    return Done{};
}

Outcome check_packing(const Packing& p, std::int64_t sequence) {
    if (p.fill == Fill::whole) {
        return p.mean == 0.0
                   ? Outcome(Done{})
                   : Outcome(illegal("workload.packing.fill",
                                     "documents have a mean length, but each fills a sequence",
                                     "did you mean workload.packing.fill packed?"));
    }
    if (!(p.mean >= 1.0) || p.mean > static_cast<double>(sequence)) {
        return illegal("workload.packing.mean",
                       "documents need a mean length between 1 and the sequence, " +
                           to_string(sequence) + " tokens",
                       "for example workload.packing.mean " + to_string((sequence + 3) / 4));
    }
    if (!(p.cv >= 0.0) || p.cv > 100.0) {
        return illegal("workload.packing.cv", "must be between 0 and 100",
                       "0 means: all documents are as long; 1 is usual for instructions");
    }
    return Done{};
}

Outcome check_share(const char* name, double share) {
    if (share >= 0.0 && share <= 1.0) {
        return Done{};
    }
    return illegal(name, "is a share, and must be between 0 and 1", "1 means: all of it");
}

}  // namespace

Outcome check_tuning(const Workload& w, const Model& m) {
    if (auto ok = check_method(w.tuning, m); !ok) {
        return ok;
    }
    return check_packing(w.packing, w.sequence);
}

Outcome check_offload(const Plan& p) {
    for (const Outcome& ok : {check_share("plan.offload.optimizer", p.offload.optimizer),
                              check_share("plan.offload.weights", p.offload.weights),
                              check_share("plan.offload.activations", p.offload.activations)}) {
        if (!ok) {
            return ok;
        }
    }
    if (p.offload.weights > 0.0 && p.zero < 3) {
        return illegal("plan.offload.weights",
                       "weights are fetched layer by layer only where they are sharded, zero is " +
                           to_string(p.zero),
                       "set plan.zero 3, or plan.offload.optimizer to offload states alone");
    }
    return Done{};
}

}  // namespace foretoken::plan
