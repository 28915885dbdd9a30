// How far are predictions from what was measured?
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace foretoken::train {

// One predicted quantity beside the published one. Rows of one `layout` are repeats.
struct Compared {
    std::string id;
    std::string source;
    std::string quantity;
    std::string layout;
    double predicted = 0.0;  // 0 = no prediction
    double measured = 0.0;
    double low = 0.0;   // of the forecast's interval, in the quantity's unit
    double high = 0.0;  // 0 = none
    double tokens =
        0.0;  // predicted per second and accelerator, whatever the quantity; 0 = unknown

    double error() const { return predicted / measured - 1.0; }
    bool held() const { return low <= measured && measured <= high; }
};

// Error statistics of one source, or of all of them. Errors are |predicted / measured - 1|.
struct Score {
    std::string source;
    std::size_t layouts = 0;
    std::size_t predicted = 0;
    double median = 0.0;
    double bias = 0.0;  // median of predicted / measured - 1
    double p90 = 0.0;
    double held = 0.0;           // share of those predicted whose interval holds what was measured
    std::vector<double> errors;  // of those predicted, with their signs
};

// Repeats of a layout count once, with the median of what was measured.
std::vector<Score> score_by_source(const std::vector<Compared>& list);
// All layouts together; `median` is the mean of the sources' medians, so that each source weighs
// the same.
Score score_overall(const std::vector<Compared>& list);

}  // namespace foretoken::train
