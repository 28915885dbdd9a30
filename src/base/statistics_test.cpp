// Do the statistics agree with their definitions on samples that can be worked by hand?
#include "base/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace foretoken;

TEST_CASE("mean, median and quantiles by hand") {
    const std::vector<double> odd = {9.0, 1.0, 4.0};
    const std::vector<double> even = {4.0, 1.0, 9.0, 2.0};
    CHECK(mean(odd) == doctest::Approx(14.0 / 3));
    CHECK(median(odd) == 4.0);
    CHECK(median(even) == 3.0);
    CHECK(quantile(even, 0.0) == 1.0);
    CHECK(quantile(even, 1.0) == 9.0);
    CHECK(quantile(even, 0.9) == doctest::Approx(4.0 + 5.0 * 0.7));  // place 2.7 of {1, 2, 4, 9}
    CHECK(quantile({7.0}, 0.3) == 7.0);
    CHECK(quantile({3.0, 3.0, 3.0, 8.0}, 0.5) == 3.0);
}

TEST_CASE("scatter and weights by hand") {
    CHECK(median_absolute_deviation({1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0}) == 1.0);
    const std::vector<Weighted> values = {{.value = 2.0, .weight = 3.0},
                                          {.value = 10.0, .weight = 1.0}};
    CHECK(weighted_mean(values) == 4.0);
}

TEST_CASE("an empty sample has no statistics") {
    CHECK(std::isnan(mean({})));
    CHECK(std::isnan(median({})));
    CHECK(std::isnan(quantile({}, 0.9)));
    CHECK(std::isnan(median_absolute_deviation({})));
    CHECK(std::isnan(weighted_mean({})));
    CHECK(std::isnan(RunningMoments{}.mean()));
    CHECK(std::isnan(RunningMoments{}.variance()));
}

TEST_CASE("running moments equal the two-pass formulas, far from zero too") {
    const std::vector<double> values = {1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0};
    RunningMoments all, left, right;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.add(values[i]);
        (i < 1 ? left : right).add(values[i]);
    }
    CHECK(all.count() == 4);
    CHECK(all.mean() == 1e9 + 10.0);
    CHECK(all.variance() == doctest::Approx(30.0).epsilon(1e-12));
    CHECK(all.standard_deviation() == doctest::Approx(std::sqrt(30.0)).epsilon(1e-12));
    CHECK(std::isnan(left.variance()));

    left.merge(right);
    CHECK(left.count() == 4);
    CHECK(left.mean() == doctest::Approx(1e9 + 10.0).epsilon(1e-15));
    CHECK(left.variance() == doctest::Approx(30.0).epsilon(1e-12));

    RunningMoments empty;
    empty.merge(all);
    CHECK(empty.mean() == all.mean());
    CHECK(empty.variance() == all.variance());
    all.merge(RunningMoments{});
    CHECK(all.count() == 4);
}
