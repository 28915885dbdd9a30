// Which value do 99 % of a long stream stay below, without keeping the stream?
//
// Counts in buckets whose bounds grow geometrically, so that every answer is within a relative
// error fixed beforehand (the idea of DDSketch: Masson, Rim & Lee, VLDB 2019). Two sketches merge
// into exactly the sketch of both streams, in any order.
#pragma once

#include <cstdint>
#include <vector>

namespace foretoken {

class QuantileSketch {
public:
    // 0 < relative_error < 1; 0.01 needs about 115 buckets per factor of ten between the values.
    explicit QuantileSketch(double relative_error = 0.01);

    void add(double value, std::int64_t times = 1);  // a finite value of either sign
    void merge(const QuantileSketch& other);         // of the same relative error

    std::int64_t count() const { return negative_.count + zeros_ + positive_.count; }
    // Within the relative error of the value at place floor(fraction * (n - 1)) of the sorted
    // stream; exact at fractions 0 and 1; NaN of an empty stream.
    double quantile(double fraction) const;
    double minimum() const { return minimum_; }
    double maximum() const { return maximum_; }

    bool operator==(const QuantileSketch&) const = default;

private:
    // Counts of magnitudes; times[i] is bucket first + i.
    struct Buckets {
        int first = 0;
        std::vector<std::int64_t> times;
        std::int64_t count = 0;

        void add(int bucket, std::int64_t more);
        void merge(const Buckets& other);
        bool operator==(const Buckets&) const = default;
    };

    int bucket_of(double magnitude) const;
    double magnitude_of(int bucket) const;
    double estimate(std::int64_t place) const;

    double relative_error_;
    double log_growth_;
    Buckets negative_;
    Buckets positive_;
    std::int64_t zeros_ = 0;
    double minimum_;
    double maximum_;
};

}  // namespace foretoken
