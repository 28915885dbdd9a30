// Which random number belongs to this seed, this entity and this draw?
#include "base/random.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace foretoken {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;  // 2^64 divided by the golden ratio

// A bijection of 64 bits in which every input bit moves every output bit (the finaliser of
// SplitMix64: Steele, Lea & Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

std::uint32_t low(std::uint64_t x) {
    return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
    return static_cast<std::uint32_t>(x >> 32);
}
std::uint64_t joined(std::uint32_t high_word, std::uint32_t low_word) {
    return (std::uint64_t{high_word} << 32) | low_word;
}

// The middles of 2^52 equal pieces of (0, 1), all of them exact doubles.
double unit_interval(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

// Horner's rule, the coefficient of the highest power last.
template <std::size_t Count>
double polynomial(const double (&coefficients)[Count], double x) {
    double sum = 0.0;
    for (std::size_t i = Count; i-- > 0;) {
        sum = sum * x + coefficients[i];
    }
    return sum;
}

// ln(k!): the product below 10, Stirling's series above (relative error below 1e-13 from there).
double log_factorial(double k) {
    if (k < 10.0) {
        double product = 1.0;
        for (double factor = 2.0; factor <= k; factor += 1.0) {
            product *= factor;
        }
        return std::log(product);
    }
    const double half_log_two_pi = 0.91893853320467274178;
    const double square = k * k;
    const double series =
        (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / (1680 * square)) / square) / square) / k;
    return (k + 0.5) * std::log(k) - k + half_log_two_pi + series;
}

// Adds up probabilities until they pass u; for small means.
std::int64_t poisson_by_inversion(double u, double mean) {
    std::int64_t count = 0;
    double probability = std::exp(-mean);
    double sum = probability;
    while (u > sum && probability > 0.0) {
        ++count;
        probability *= mean / static_cast<double>(count);
        sum += probability;
    }
    return count;
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = 0xD2511F53u * std::uint64_t{counter[0]};
        const std::uint64_t b = 0xCD9E8D57u * std::uint64_t{counter[2]};
        counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
        key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
    }
    return counter;
}

std::uint64_t stream_of(std::string_view identity) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char c : identity) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
    return mixed(hash);
}

std::uint64_t stream_of(std::string_view identity, std::uint64_t number) {
    return mixed(stream_of(identity) ^ mixed(number + golden));
}

std::uint64_t stream_of(std::string_view identity, std::uint64_t first, std::uint64_t second) {
    return mixed(stream_of(identity, first) ^ mixed(second + golden));
}

// Index, attempt and stream fill the counter and the seed is the key, so no two draws share a
// block.
std::array<std::uint32_t, 4> Random::words(std::uint64_t index, std::uint32_t attempt) const {
    assert(index < (std::uint64_t{1} << 48) && attempt < 65536);
    return philox(
        {low(index), high(index) | (attempt << 16), low(origin_.stream), high(origin_.stream)},
        {low(origin_.seed), high(origin_.seed)});
}

std::uint64_t Random::bits(std::uint64_t index) const {
    const std::array<std::uint32_t, 4> block = words(index, 0);
    return joined(block[1], block[0]);
}

double Random::uniform(std::uint64_t index) const {
    return unit_interval(bits(index));
}

double Random::exponential(std::uint64_t index, double mean) const {
    return -mean * std::log(uniform(index));
}

double Random::normal(std::uint64_t index, Bell bell) const {
    return bell.mean + bell.deviation * normal_quantile(uniform(index));
}

double Random::lognormal(std::uint64_t index, Bell of_logarithm) const {
    return std::exp(normal(index, of_logarithm));
}

double Random::weibull(std::uint64_t index, Wear wear) const {
    return wear.scale * std::pow(-std::log(uniform(index)), 1.0 / wear.shape);
}

// Draws as many bits as bound-1 has until they are below bound: at most two attempts on average.
std::uint64_t Random::below(std::uint64_t index, std::uint64_t bound) const {
    assert(bound > 0);
    std::uint64_t mask = bound - 1;
    for (const int shift : {1, 2, 4, 8, 16, 32}) {
        mask |= mask >> shift;
    }
    for (std::uint32_t attempt = 0;; ++attempt) {
        const std::array<std::uint32_t, 4> block = words(index, attempt);
        const std::uint64_t value = joined(block[1], block[0]) & mask;
        if (value < bound) {
            return value;
        }
    }
}

std::int64_t Random::poisson(std::uint64_t index, double mean) const {
    assert(mean >= 0.0 && mean <= 1e15);
    return mean < 10.0 ? poisson_by_inversion(uniform(index), mean)
                       : poisson_by_rejection(index, mean);
}

// Transformed rejection with squeeze: algorithm PTRS of Hörmann, "The transformed rejection method
// for generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993); mean
// >= 10.
std::int64_t Random::poisson_by_rejection(std::uint64_t index, double mean) const {
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double squeeze = 0.9277 - 3.6224 / (b - 2.0);
    for (std::uint32_t attempt = 0;; ++attempt) {
        const std::array<std::uint32_t, 4> block = words(index, attempt);
        const double u = unit_interval(joined(block[1], block[0])) - 0.5;
        const double v = unit_interval(joined(block[3], block[2]));
        const double edge = 0.5 - std::abs(u);
        const double count = std::floor((2.0 * a / edge + b) * u + mean + 0.43);
        if (edge >= 0.07 && v <= squeeze) {
            return static_cast<std::int64_t>(count);
        }
        if (count < 0.0 || (edge < 0.013 && v > edge)) {
            continue;
        }
        const double hat = std::log(v * inverse_alpha / (a / (edge * edge) + b));
        if (hat <= count * std::log(mean) - mean - log_factorial(count)) {
            return static_cast<std::int64_t>(count);
        }
    }
}

// Rational approximations PPND16 of Wichura, "Algorithm AS 241", Applied Statistics 37 (1988);
// relative error about 1e-16.
double normal_quantile(double probability) {
    assert(probability > 0.0 && probability < 1.0);
    static constexpr double centre_above[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                              1.9715909503065514427e3, 1.3731693765509461125e4,
                                              4.5921953931549871457e4, 6.7265770927008700853e4,
                                              3.3430575583588128105e4, 2.5090809287301226727e3};
    static constexpr double centre_below[] = {1.0,
                                              4.2313330701600911252e1,
                                              6.8718700749205790830e2,
                                              5.3941960214247511077e3,
                                              2.1213794301586595867e4,
                                              3.9307895800092710610e4,
                                              2.8729085735721942674e4,
                                              5.2264952788528545610e3};
    static constexpr double tail_above[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                            5.76949722146069140550e0,  3.64784832476320460504e0,
                                            1.27045825245236838258e0,  2.41780725177450611770e-1,
                                            2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr double tail_below[] = {1.0,
                                            2.05319162663775882187e0,
                                            1.67638483018380384940e0,
                                            6.89767334985100004550e-1,
                                            1.48103976427480074590e-1,
                                            1.51986665636164571966e-2,
                                            5.47593808499534494600e-4,
                                            1.05075007164441684324e-9};
    static constexpr double far_above[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                           1.78482653991729133580e0,  2.96560571828504891230e-1,
                                           2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr double far_below[] = {1.0,
                                           5.99832206555887937690e-1,
                                           1.36929880922735805310e-1,
                                           1.48753612908506148525e-2,
                                           7.86869131145613259100e-4,
                                           1.84631831751005468180e-5,
                                           1.42151175831644588870e-7,
                                           2.04426310338993978564e-15};
    const double q = probability - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(centre_above, r) / polynomial(centre_below, r);
    }
    const double r = std::sqrt(-std::log(std::min(probability, 1.0 - probability)));
    const double x = r <= 5.0 ? polynomial(tail_above, r - 1.6) / polynomial(tail_below, r - 1.6)
                              : polynomial(far_above, r - 5.0) / polynomial(far_below, r - 5.0);
    return q < 0.0 ? -x : x;
}

}  // namespace foretoken
