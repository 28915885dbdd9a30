// How like another is a scenario, and does it lie among others?
#include "train/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "model/parameters.hpp"

namespace foretoken::train {
namespace {

double log_ratio(double a, double b) {
    return a > 0.0 && b > 0.0 ? std::log(a / b) : 1.0;
}

bool same_family(const Traits& run, const Traits& asked) {
    return run.accelerator.find(asked.accelerator) != std::string::npos;
}

double value_of(const Traits& t, Coordinate coordinate) {
    switch (coordinate) {
        case Coordinate::parameters: return t.parameters;
        case Coordinate::accelerators: return t.accelerators;
        case Coordinate::sequence: return t.sequence;
        case Coordinate::year: return t.year;
        case Coordinate::bits: return t.bits;
        case Coordinate::mixture: return t.mixture ? 1.0 : 0.0;
        case Coordinate::tuned: return t.tuned ? 1.0 : 0.0;
        case Coordinate::offloaded: return t.offloaded ? 1.0 : 0.0;
        case Coordinate::family:
        case Coordinate::distance: break;
    }
    return 0.0;
}

// One that a job has or has not.
bool is_trait(Coordinate coordinate) {
    return coordinate == Coordinate::mixture || coordinate == Coordinate::tuned ||
           coordinate == Coordinate::offloaded;
}

// The range of one coordinate over the runs on a family, as far as it is known of them.
std::optional<Outside> range_of(std::span<const Traits> runs, const Traits& asked,
                                Coordinate coordinate) {
    std::optional<Outside> range;
    for (const Traits& run : runs) {
        const double value = value_of(run, coordinate);
        const bool known = value > 0.0 || is_trait(coordinate);
        if (!known || !same_family(run, asked)) {
            continue;
        }
        range = Outside{.coordinate = coordinate,
                        .value = value_of(asked, coordinate),
                        .low = range ? std::min(range->low, value) : value,
                        .high = range ? std::max(range->high, value) : value};
    }
    return range;
}

bool leaves(const Outside& range) {
    const double slack = range.coordinate == Coordinate::parameters ? 1.03 : 1.0;
    return range.value * slack < range.low || range.value > range.high * slack;
}

}  // namespace

int bits_of(Precision precision) {
    switch (precision) {
        case Precision::fp32:
        case Precision::tf32: return 32;
        case Precision::fp16:
        case Precision::bf16: return 16;
        case Precision::fp8:
        case Precision::fp8_block:
        case Precision::mxfp8: return 8;
        case Precision::nvfp4: return 4;
    }
    return 16;
}

Traits traits_of(const TrainScenario& s) {
    const std::string& id = s.cluster.node.accelerator.id;
    const auto number = [](std::int64_t count) { return static_cast<double>(count); };
    return {
        .accelerator = id.substr(0, id.find('-')),
        .parameters = model::active_parameters(s.model),
        .accelerators = number(s.cluster.accelerators),
        .sequence = number(s.workload.sequence),
        .year = number(s.software.year),
        .bits = bits_of(s.workload.precision),
        .mixture = s.model.experts.has_value(),
        .sharded = s.plan.zero >= 2,
        .tuned = s.workload.tuning.method != Method::full,
        .offloaded = s.plan.offload.any(),
        .layout = {number(s.plan.tp), number(s.plan.pp), number(s.plan.vpp), number(s.plan.cp),
                   number(s.plan.ep), number(s.plan.micro_batch), number(s.workload.global_batch)},
        .recompute = s.plan.recompute};
}

double distance(const Traits& run, const Traits& asked) {
    const auto square = [](double x) { return x * x; };
    double sum = square(log_ratio(run.parameters, asked.parameters));
    sum += square(log_ratio(run.accelerators, asked.accelerators) / 4.0);
    sum += square(log_ratio(run.sequence, asked.sequence) / 2.0);
    sum += same_family(run, asked) ? 0.0 : square(2.0);
    sum += run.mixture == asked.mixture ? 0.0 : 1.0;
    sum += (run.bits < 16) == (asked.bits < 16) ? 0.0 : 1.0;
    sum += run.sharded == asked.sharded ? 0.0 : square(0.5);
    return std::sqrt(sum + square((run.year - asked.year) / 4.0));
}

double layout_distance(const Traits& run, const Traits& asked) {
    double sum = run.recompute == asked.recompute ? 0.0 : 1.0;
    for (std::size_t i = 0; i < run.layout.size(); ++i) {
        sum += std::abs(log_ratio(run.layout[i], asked.layout[i]));
    }
    return sum;
}

const char* name(Coordinate coordinate) {
    switch (coordinate) {
        case Coordinate::family: return "family";
        case Coordinate::parameters: return "parameters";
        case Coordinate::accelerators: return "accelerators";
        case Coordinate::sequence: return "sequence";
        case Coordinate::year: return "year";
        case Coordinate::bits: return "bits";
        case Coordinate::mixture: return "mixture";
        case Coordinate::tuned: return "tuned";
        case Coordinate::offloaded: return "offloaded";
        case Coordinate::distance: return "distance";
    }
    return "";
}

std::vector<Outside> outside(std::span<const Traits> runs, const Traits& asked, double far) {
    std::vector<Outside> out;
    const bool known = std::any_of(runs.begin(), runs.end(),
                                   [&](const Traits& run) { return same_family(run, asked); });
    if (!known) {
        out.push_back({.coordinate = Coordinate::family});
    }
    for (const Coordinate coordinate :
         {Coordinate::parameters, Coordinate::accelerators, Coordinate::sequence, Coordinate::year,
          Coordinate::bits, Coordinate::mixture, Coordinate::tuned, Coordinate::offloaded}) {
        if (const auto range = range_of(runs, asked, coordinate); range && leaves(*range)) {
            out.push_back(*range);
        }
    }
    double nearest = std::numeric_limits<double>::infinity();
    for (const Traits& run : runs) {
        nearest = std::min(nearest, distance(run, asked));
    }
    if (far > 0.0 && nearest > far) {
        out.push_back({.coordinate = Coordinate::distance, .value = nearest, .high = far});
    }
    return out;
}

}  // namespace foretoken::train
