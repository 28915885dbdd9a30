// What is typical of a sample, and how far does it scatter?
//
// Of an empty sample every answer is NaN.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace foretoken {

double mean(std::span<const double> values);

// The value below which this fraction of the sample lies, 0 <= fraction <= 1, with linear
// interpolation between neighbours: place fraction * (n - 1) of the sorted sample (Hyndman & Fan
// 1996, type 7).
double quantile(std::vector<double> values, double fraction);
double median(std::vector<double> values);

// The median of |value - median|, not scaled to a standard deviation.
double median_absolute_deviation(std::vector<double> values);

struct Weighted {
    double value = 0.0;
    double weight = 1.0;  // not negative
};
double weighted_mean(std::span<const Weighted> values);

// Mean and variance of values that pass by once (Welford 1962; merged as in Chan, Golub & LeVeque
// 1979).
class RunningMoments {
public:
    void add(double value);
    void merge(const RunningMoments& other);

    std::int64_t count() const { return count_; }
    double mean() const;
    double variance() const;            // of the sample: divided by n - 1; NaN below two values
    double standard_deviation() const;  // square root of variance()

private:
    std::int64_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;  // sum of squared distances from the mean
};

}  // namespace foretoken
