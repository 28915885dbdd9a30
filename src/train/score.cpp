// How far are predictions from what was measured?
#include "train/score.hpp"

#include <cmath>
#include <map>

#include "base/statistics.hpp"

namespace foretoken::train {
namespace {

struct Layout {
    std::string source;
    std::vector<double> measured;
    double predicted = 0.0;
    double low = 0.0;
    double high = 0.0;
};

std::vector<Layout> layouts(const std::vector<Compared>& list) {
    std::map<std::string, Layout> by_layout;
    for (const Compared& c : list) {
        Layout& layout = by_layout[c.source + "\n" + c.quantity + "\n" + c.layout];
        layout.source = c.source;
        layout.measured.push_back(c.measured);
        if (layout.predicted <= 0.0) {
            layout.predicted = c.predicted;
            layout.low = c.low;
            layout.high = c.high;
        }
    }
    std::vector<Layout> out;
    for (auto& [key, layout] : by_layout) {
        out.push_back(std::move(layout));
    }
    return out;
}

Score score(const std::string& source, const std::vector<Layout>& list) {
    std::vector<double> errors;
    std::vector<double> sizes;
    double held = 0.0;
    for (const Layout& layout : list) {
        if (layout.predicted > 0.0) {
            const double measured = median(layout.measured);
            held += layout.low <= measured && measured <= layout.high ? 1.0 : 0.0;
            errors.push_back(layout.predicted / measured - 1.0);
            sizes.push_back(std::abs(errors.back()));
        }
    }
    return {.source = source,
            .layouts = list.size(),
            .predicted = errors.size(),
            .median = median(sizes),
            .bias = median(errors),
            .p90 = quantile(sizes, 0.9),
            .held = held / static_cast<double>(errors.size()),
            .errors = errors};
}

}  // namespace

std::vector<Score> score_by_source(const std::vector<Compared>& list) {
    std::map<std::string, std::vector<Layout>> by_source;
    for (Layout& layout : layouts(list)) {
        by_source[layout.source].push_back(std::move(layout));
    }
    std::vector<Score> out;
    for (const auto& [source, rows] : by_source) {
        out.push_back(score(source, rows));
    }
    return out;
}

Score score_overall(const std::vector<Compared>& list) {
    Score all = score("all sources", layouts(list));
    std::vector<double> medians;
    for (const Score& s : score_by_source(list)) {
        if (s.predicted > 0) {
            medians.push_back(s.median);
        }
    }
    all.median = mean(medians);
    return all;
}

}  // namespace foretoken::train
