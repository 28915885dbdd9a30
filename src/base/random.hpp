// Which random number belongs to this seed, this entity and this draw?
//
// Counter-based: a draw is a pure function of (seed, stream, index). Nothing is drawn "next", so
// neither the number of threads nor another entity's draws can move it. Every entity owns a stream
// named by its identity: stream_of("rank failures", gpu_id). Bits come from Philox4x32-10 (Salmon,
// Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), distributions from
// our own formulas, so that they do not depend on the standard library.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace foretoken {

// Ten rounds of Philox4x32: four words of counter and two of key give four random words.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

// A stream's name as a number (FNV-1a of the bytes, then mixed with each further identity).
std::uint64_t stream_of(std::string_view identity);
std::uint64_t stream_of(std::string_view identity, std::uint64_t number);
std::uint64_t stream_of(std::string_view identity, std::uint64_t first, std::uint64_t second);

// The draws of one stream. Each takes the index of the draw, below 2^48; different indices are
// independent, two distributions asked for one index are not: give each purpose its own stream.
class Random {
public:
    struct Origin {
        std::uint64_t seed = 0;
        std::uint64_t stream = 0;
    };
    explicit Random(Origin origin) : origin_(origin) {}

    std::uint64_t bits(std::uint64_t index) const;

    // In (0, 1): never 0, never 1, so that a logarithm of it is finite.
    double uniform(std::uint64_t index) const;
    double exponential(std::uint64_t index, double mean) const;

    struct Bell {
        double mean = 0.0;
        double deviation = 1.0;
    };
    double normal(std::uint64_t index, Bell bell) const;  // inverse distribution function
    // exp of a normal: the median is exp(of_logarithm.mean).
    double lognormal(std::uint64_t index, Bell of_logarithm) const;

    struct Wear {
        double scale = 1.0;
        double shape = 1.0;  // below 1: infant mortality; 1: exponential; above 1: ageing
    };
    double weibull(std::uint64_t index, Wear wear) const;

    // Uniform over 0 .. bound-1 without bias; bound > 0.
    std::uint64_t below(std::uint64_t index, std::uint64_t bound) const;

    // How many events of a Poisson process happen where `mean` are expected, 0 <= mean <= 1e15.
    std::int64_t poisson(std::uint64_t index, double mean) const;

private:
    std::array<std::uint32_t, 4> words(std::uint64_t index, std::uint32_t attempt) const;
    std::int64_t poisson_by_rejection(std::uint64_t index, double mean) const;

    Origin origin_;
};

// The x below which a standard normal variable lies with this probability, 0 < probability < 1.
double normal_quantile(double probability);

}  // namespace foretoken
