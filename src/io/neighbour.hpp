// Which published runs are most like a scenario, and does it lie among them?
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/scenario.hpp>

#include "io/csv.hpp"
#include "train/likeness.hpp"

namespace foretoken::io {

struct Near {
    std::size_t row = 0;
    double distance = 0.0;  // train::distance
};

// The runs of a table that publish a speed, read once. Everywhere runs of the source `beside` are
// left out.
class Neighbourhood {
public:
    explicit Neighbourhood(const Table& table);

    std::optional<Near> nearest(const TrainScenario& scenario, std::string_view beside = {}) const;
    // All of them, nearest first; of equally near ones the one laid out most alike first.
    std::vector<Near> by_distance(const TrainScenario& scenario,
                                  std::string_view beside = {}) const;
    // Where the scenario is unlike all of them; `far` is a distance that is no longer usual.
    std::vector<train::Outside> outside(const TrainScenario& scenario, double far,
                                        std::string_view beside = {}) const;

    // Rows of the runs whose speed can be laid beside the scenario's: on the same family of
    // accelerators, in as narrow a format, a model of the same kind with at most half as many
    // active parameters more, or a third fewer.
    std::vector<std::size_t> alike(const TrainScenario& scenario) const;

private:
    struct Run {
        std::size_t row = 0;
        std::string source;
        train::Traits traits;
    };
    std::vector<Run> runs_;
};

}  // namespace foretoken::io
