// In which fields do two scenarios differ?
#pragma once

#include <string>
#include <vector>

#include <foretoken/scenario.hpp>

namespace foretoken::io {

struct Difference {
    std::string path;    // "plan.tp"
    std::string before;  // "4"; "none" if there is no such field
    std::string after;
    bool operator==(const Difference&) const = default;
};

// A model, a cluster, a part or a framework with another name is one difference (`brief`), or each
// of its fields is (`full`). How many accelerators there are is told in either case.
enum class Detail { brief, full };

// In the order of the fields. Both scenarios should be settled: what is left open differs from what
// was filled in.
std::vector<Difference> differences(TrainScenario before, TrainScenario after, Detail detail);

}  // namespace foretoken::io
