// Which published run is most like a scenario, and how far is it away?
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/scenario.hpp>

#include "io/csv.hpp"

namespace foretoken::io {

// What of a published run says how like another it is.
struct Spot {
    std::size_t row = 0;
    std::string source;
    std::string accelerator;  // in lower case
    double parameters = 0.0;  // active
    double accelerators = 0.0;
    double sequence = 0.0;
    double year = 0.0;
    bool mixture = false;
    bool narrow = false;   // 8 or 4 bit
    bool sharded = false;  // FSDP, ZeRO 2 or 3
};

struct Near {
    std::size_t row = 0;
    double distance = 0.0;
};

// The runs of a table, read once. The distance is the Euclidean norm of: ln of the ratio of active
// parameters, of accelerators (a quarter of it), of sequence (half); 2 for another family of
// accelerators, 1 for dense against mixture, 1 for 8 or 4 against 16 bit, 0.5 for FSDP against
// model parallelism, years between the frameworks / 4.
class Neighbourhood {
public:
    explicit Neighbourhood(const Table& table);

    // The run with the least distance among those that publish a speed, runs of the source `beside`
    // left out.
    std::optional<Near> nearest(const TrainScenario& scenario, std::string_view beside = {}) const;

    // Rows of the runs whose speed can be laid beside the scenario's: on the same family of
    // accelerators, in as narrow a format, a model of the same kind with at most half as many
    // active parameters more, or a third fewer.
    std::vector<std::size_t> alike(const TrainScenario& scenario) const;

private:
    std::vector<Spot> spots_;
};

}  // namespace foretoken::io
