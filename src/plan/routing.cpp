// How unevenly do tokens fall on the ranks that hold experts, and how do they get there?
#include "plan/routing.hpp"

#include <algorithm>
#include <cmath>

namespace foretoken::plan {
namespace {

// Popularities are drawn from x^-skew between 1 and this share of the tokens.
constexpr double widest = 0.8;

// Away from the exponents at which a closed form below divides by zero.
double regular(double skew) {
    constexpr double gap = 1e-4;
    for (const double pole : {1.0, 2.0}) {
        if (std::abs(skew - pole) < gap) {
            return pole + gap;
        }
    }
    return skew;
}

// The popularity that a share `u` of all experts stays below, and the mean of all.
struct PowerLaw {
    double skew;
    double high;

    double quantile(double u) const {
        const double tail = std::pow(high, 1.0 - skew);
        return std::pow((tail - 1.0) * u + 1.0, 1.0 / (1.0 - skew));
    }
    double mean() const {
        return (1.0 - skew) / (2.0 - skew) * (std::pow(high, 2.0 - skew) - 1.0) /
               (std::pow(high, 1.0 - skew) - 1.0);
    }
};

// The rank that holds the most popular expert, beside others of middling popularity.
double power_law(double skew, const ExpertGroup& group) {
    const double high = widest * group.tokens;
    if (group.experts <= 1.0 || high <= 1.0) {
        return 1.0;
    }
    const PowerLaw law{.skew = regular(skew), .high = high};
    const double top = law.quantile(1.0 - 0.5 / group.experts) / law.mean();
    // A token visits an expert once, so no expert sees more than all tokens.
    const double most = std::clamp(top, 1.0, group.experts / group.top_k);
    const double held = group.experts / group.ranks;
    const double others = (group.experts - most) / (group.experts - 1.0);
    return (most + (held - 1.0) * others) / held;
}

// By how much the largest of n standard normal numbers is expected to exceed zero (Cramér 1946,
// section 28.6).
double largest_of(double n) {
    if (n < 2.0) {
        return 0.0;
    }
    constexpr double euler = 0.57721566490153286;
    constexpr double pi = 3.14159265358979324;
    const double root = std::sqrt(2.0 * std::log(n));
    return root - (std::log(std::log(n)) + std::log(4.0 * pi) - 2.0 * euler) / (2.0 * root);
}

// Every visit falls on a rank by chance: the largest of n counts.
double chance(const ExpertGroup& group) {
    const double mean = group.tokens * group.top_k / group.ranks;
    return mean > 0.0 ? largest_of(group.ranks) * std::sqrt((1.0 - 1.0 / group.ranks) / mean) : 0.0;
}

}  // namespace

Dispatcher dispatcher(const Plan& plan, const Software& software) {
    const Dispatcher said =
        plan.dispatcher == Dispatcher::software ? software.dispatcher : plan.dispatcher;
    return said == Dispatcher::software ? Dispatcher::all_to_all : said;
}

double imbalance(const Routing& routing, const ExpertGroup& group) {
    if (group.ranks <= 1.0) {
        return 1.0;
    }
    double load = 1.0;
    if (routing.imbalance > 0.0) {
        load = routing.imbalance;
    } else if (routing.spread == Spread::random) {
        load = 1.0 + chance(group);
    } else if (routing.spread == Spread::power_law) {
        load = power_law(routing.skew, group) + chance(group);
    }
    return std::clamp(load, 1.0, group.ranks);
}

double computed_load(const Routing& routing, const ExpertGroup& group) {
    if (routing.capacity <= 0.0) {
        return imbalance(routing, group);
    }
    return routing.pad ? routing.capacity : std::min(imbalance(routing, group), routing.capacity);
}

}  // namespace foretoken::plan
