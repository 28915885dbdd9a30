// What is typical of a sample, and how far does it scatter?
#include "base/statistics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace foretoken {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double mean(std::span<const double> values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return values.empty() ? unknown : sum / static_cast<double>(values.size());
}

double quantile(std::vector<double> values, double fraction) {
    assert(fraction >= 0.0 && fraction <= 1.0);
    if (values.empty()) {
        return unknown;
    }
    const double place = fraction * static_cast<double>(values.size() - 1);
    const auto low = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), low, values.end());
    if (low + 1 == values.end()) {
        return *low;
    }
    const double high = *std::min_element(low + 1, values.end());
    return *low + (high - *low) * (place - std::floor(place));
}

double median(std::vector<double> values) {
    return quantile(std::move(values), 0.5);
}

double median_absolute_deviation(std::vector<double> values) {
    const double centre = median(values);
    for (double& value : values) {
        value = std::abs(value - centre);
    }
    return median(std::move(values));
}

double weighted_mean(std::span<const Weighted> values) {
    double sum = 0.0, weights = 0.0;
    for (const Weighted& each : values) {
        assert(each.weight >= 0.0);
        sum += each.weight * each.value;
        weights += each.weight;
    }
    return weights > 0.0 ? sum / weights : unknown;
}

void RunningMoments::add(double value) {
    ++count_;
    const double before = value - mean_;
    mean_ += before / static_cast<double>(count_);
    squares_ += before * (value - mean_);
}

void RunningMoments::merge(const RunningMoments& other) {
    if (other.count_ == 0) {
        return;
    }
    const double here = static_cast<double>(count_), there = static_cast<double>(other.count_);
    const double apart = other.mean_ - mean_;
    count_ += other.count_;
    mean_ += apart * (there / (here + there));
    squares_ += other.squares_ + apart * apart * (here * there / (here + there));
}

double RunningMoments::mean() const {
    return count_ == 0 ? unknown : mean_;
}

double RunningMoments::variance() const {
    return count_ < 2 ? unknown : squares_ / static_cast<double>(count_ - 1);
}

double RunningMoments::standard_deviation() const {
    return std::sqrt(variance());
}

}  // namespace foretoken
