// Which value do 99 % of a long stream stay below, without keeping the stream?
#include "base/quantile_sketch.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace foretoken {

// With growth g = (1 + e) / (1 - e), bucket i holds g^(i-1) < x <= g^i, and no x in it is further
// than the fraction e from 2 g^i / (g + 1) = (1 - e) g^i.
QuantileSketch::QuantileSketch(double relative_error)
    : relative_error_(relative_error),
      log_growth_(std::log((1.0 + relative_error) / (1.0 - relative_error))),
      minimum_(std::numeric_limits<double>::infinity()),
      maximum_(-std::numeric_limits<double>::infinity()) {
    assert(relative_error > 0.0 && relative_error < 1.0);
}

int QuantileSketch::bucket_of(double magnitude) const {
    return static_cast<int>(std::ceil(std::log(magnitude) / log_growth_));
}

double QuantileSketch::magnitude_of(int bucket) const {
    return (1.0 - relative_error_) * std::exp(bucket * log_growth_);
}

void QuantileSketch::Buckets::add(int bucket, std::int64_t more) {
    if (times.empty()) {
        first = bucket;
    }
    if (bucket < first) {
        times.insert(times.begin(), static_cast<std::size_t>(first - bucket), 0);
        first = bucket;
    }
    const std::size_t place = static_cast<std::size_t>(bucket - first);
    if (place >= times.size()) {
        times.resize(place + 1);
    }
    times[place] += more;
    count += more;
}

void QuantileSketch::Buckets::merge(const Buckets& other) {
    for (std::size_t i = 0; i < other.times.size(); ++i) {
        if (other.times[i] > 0) {
            add(other.first + static_cast<int>(i), other.times[i]);
        }
    }
}

void QuantileSketch::add(double value, std::int64_t times) {
    assert(std::isfinite(value) && times > 0);
    if (value == 0.0) {
        zeros_ += times;
    } else {
        (value < 0.0 ? negative_ : positive_).add(bucket_of(std::abs(value)), times);
    }
    minimum_ = std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
}

void QuantileSketch::merge(const QuantileSketch& other) {
    assert(relative_error_ == other.relative_error_);
    negative_.merge(other.negative_);
    positive_.merge(other.positive_);
    zeros_ += other.zeros_;
    minimum_ = std::min(minimum_, other.minimum_);
    maximum_ = std::max(maximum_, other.maximum_);
}

double QuantileSketch::quantile(double fraction) const {
    assert(fraction >= 0.0 && fraction <= 1.0);
    if (count() == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::int64_t last = count() - 1;
    const std::int64_t place =
        std::min(last, static_cast<std::int64_t>(fraction * static_cast<double>(last)));
    if (place == last) {
        return maximum_;
    }
    return place == 0 ? minimum_ : std::clamp(estimate(place), minimum_, maximum_);
}

// Walks from the most negative value to the most positive until `place` values are passed.
double QuantileSketch::estimate(std::int64_t place) const {
    std::int64_t passed = 0;
    for (std::size_t i = negative_.times.size(); i-- > 0;) {
        passed += negative_.times[i];
        if (passed > place) {
            return -magnitude_of(negative_.first + static_cast<int>(i));
        }
    }
    passed += zeros_;
    if (passed > place) {
        return 0.0;
    }
    for (std::size_t i = 0; i < positive_.times.size(); ++i) {
        passed += positive_.times[i];
        if (passed > place) {
            return magnitude_of(positive_.first + static_cast<int>(i));
        }
    }
    return maximum_;
}

}  // namespace foretoken
