// Can these layers be dealt to these stages, and this schedule run on them?
#include "plan/legal_pipeline.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "plan/illegal.hpp"

namespace foretoken::plan {
namespace {

using std::to_string;

Outcome check_list(const Plan& p, const Model& m) {
    const auto chunks = static_cast<std::size_t>(p.pp * p.vpp);
    const auto& list = p.stage_layers;
    const char* where = "plan.stage_layers";
    if (p.first_stage_layers > 0 || p.last_stage_layers > 0) {
        return illegal(where, "is given beside first_stage_layers or last_stage_layers",
                       "leave one of them out");
    }
    if (list.size() != chunks) {
        return illegal(where,
                       "lists " + to_string(list.size()) + " chunks, but pp " + to_string(p.pp) +
                           " x vpp " + to_string(p.vpp) + " makes " + to_string(chunks),
                       "list the layers of every chunk, in the model's order");
    }
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        // Embedding and output can be a stage of their own.
        const bool end = i == 0 || i + 1 == list.size();
        if (list[i] < (end ? 0 : 1) || list[i] > m.layers) {
            return illegal(where,
                           "gives chunk " + to_string(i) + " " + to_string(list[i]) + " layers",
                           "only the first and the last chunk can be without layers");
        }
        sum += list[i];
    }
    if (sum != m.layers) {
        return illegal(where,
                       "adds up to " + to_string(sum) + " layers, but " + m.name + " has " +
                           to_string(m.layers),
                       "prediction layers are not counted: they follow the last chunk");
    }
    return Done{};
}

Outcome check_ends(const Plan& p, const Model& m) {
    const char* where =
        p.first_stage_layers != 0 ? "plan.first_stage_layers" : "plan.last_stage_layers";
    if (p.first_stage_layers < 0 || p.last_stage_layers < 0 || p.first_stage_layers > m.layers ||
        p.last_stage_layers > m.layers) {
        return illegal(where, "is not between 1 and the " + to_string(m.layers) + " layers",
                       "0 deals them evenly");
    }
    const std::int64_t inner =
        p.pp - (p.first_stage_layers > 0 ? 1 : 0) - (p.last_stage_layers > 0 ? 1 : 0);
    const std::int64_t rest = m.layers - p.first_stage_layers - p.last_stage_layers;
    if (p.pp == 1 || inner < 0 || (inner == 0 && rest != 0) || rest < inner) {
        return illegal(
            where,
            "leaves " + to_string(rest) + " of " + to_string(m.layers) + " layers to " +
                to_string(std::max<std::int64_t>(0, inner)) + " further stages",
            p.pp == 1 ? "set pp > 1" : "each stage needs a layer, and each layer a stage");
    }
    if (inner > 0 && rest % inner != 0) {
        return illegal(where,
                       "leaves " + to_string(rest) + " layers, which " + to_string(inner) +
                           " stages do not divide",
                       "use stage_layers to list the layers of every chunk");
    }
    for (const std::int64_t size :
         {p.first_stage_layers, p.last_stage_layers, inner > 0 ? rest / inner : 0}) {
        if (size % p.vpp != 0) {
            return illegal(where,
                           "makes a stage of " + to_string(size) + " layers, which vpp " +
                               to_string(p.vpp) + " does not divide",
                           "use stage_layers to list the layers of every chunk");
        }
    }
    return Done{};
}

Outcome check_chunks(const Plan& p) {
    const auto wrong = [&](const char* name, const char* chunks, const char* hint) {
        return Outcome(
            illegal("plan.vpp",
                    std::string(name) + " has " + chunks + ", vpp is " + to_string(p.vpp), hint));
    };
    switch (p.schedule) {
        case Schedule::one_f_one_b:
        case Schedule::gpipe: return Done{};
        case Schedule::zero_bubble_h1:
            return p.vpp == 1 ? Outcome(Done{})
                              : wrong("zb-h1", "one chunk per stage", "leave vpp out, or use zb-v");
        case Schedule::zero_bubble_v:
            return p.vpp == 2 ? Outcome(Done{})
                              : wrong("zb-v", "two chunks per stage", "leave vpp out");
        case Schedule::dualpipe:
            return p.vpp == 1 ? Outcome(Done{})
                              : wrong("dualpipe", "one chunk per direction", "leave vpp out");
    }
    return Done{};
}

}  // namespace

Outcome check_pipeline(const Plan& p, const Model& m) {
    // Embedding and output may stand in for a layer each on the first and last chunk.
    if (p.pp * p.vpp > m.layers + 2) {
        return illegal("plan.pp",
                       "pp " + to_string(p.pp) + " x vpp " + to_string(p.vpp) +
                           " needs more chunks than the " + to_string(m.layers) + " layers",
                       "use pp x vpp of at most " + to_string(m.layers));
    }
    const bool ends = p.schedule == Schedule::zero_bubble_v || p.schedule == Schedule::dualpipe;
    if (ends && p.pp == 1) {
        return illegal("plan.schedule", "needs a pipeline, pp is 1", "set pp > 1, or leave it out");
    }
    if (p.vpp > 1 && p.pp == 1) {
        return illegal("plan.vpp", "virtual stages need a pipeline, pp is 1",
                       "set vpp 1 or pp > 1");
    }
    if (auto ok = check_chunks(p); !ok) {
        return ok;
    }
    if (!p.stage_layers.empty()) {
        return check_list(p, m);
    }
    return p.first_stage_layers != 0 || p.last_stage_layers != 0 ? check_ends(p, m)
                                                                 : Outcome(Done{});
}

Outcome check_schedule(const Plan& p, const Workload& w) {
    if (p.schedule != Schedule::dualpipe) {
        return Done{};
    }
    if (p.pp % 2 != 0) {
        return illegal("plan.pp", "dualpipe pairs stages, but pp is " + to_string(p.pp),
                       "use an even pp");
    }
    const std::int64_t count = w.global_batch / (p.micro_batch * p.dp);
    if (count % 2 != 0 || count < 2 * p.pp) {
        return illegal("workload.global_batch",
                       "makes " + to_string(count) + " micro-batches per pipeline, but dualpipe " +
                           "needs an even number, at least 2 pp = " + to_string(2 * p.pp),
                       "use a larger global_batch or a smaller micro_batch");
    }
    return Done{};
}

}  // namespace foretoken::plan
