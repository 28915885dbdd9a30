// What is a byte, a second, a FLOP, a dollar, a joule, and what follows from them?
//
// A quantity is a double in base units whose dimension is part of its type: adding bytes to seconds
// does not compile, and dividing bytes by a bandwidth gives seconds. Text ("400 Gbps", "80 GiB") is
// read and written by base/text.hpp.
#pragma once

#include <compare>

namespace foretoken {

template <int Byte, int Second, int Flop, int Dollar, int Joule>
struct Quantity {
    double value = 0.0;  // base units: byte, second, flop, dollar, joule

    constexpr auto operator<=>(const Quantity&) const = default;
    constexpr Quantity operator-() const { return {-value}; }
    constexpr Quantity& operator+=(Quantity other) {
        value += other.value;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other) {
        value -= other.value;
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
    friend constexpr Quantity operator*(double k, Quantity a) { return {k * a.value}; }
    friend constexpr Quantity operator*(Quantity a, double k) { return {a.value * k}; }
    friend constexpr Quantity operator/(Quantity a, double k) { return {a.value / k}; }
};

template <int B1, int S1, int F1, int D1, int J1, int B2, int S2, int F2, int D2, int J2>
constexpr auto operator*(Quantity<B1, S1, F1, D1, J1> a, Quantity<B2, S2, F2, D2, J2> b) {
    return Quantity<B1 + B2, S1 + S2, F1 + F2, D1 + D2, J1 + J2>{a.value * b.value};
}

// The quotient of two quantities of one dimension is a plain number.
template <int B1, int S1, int F1, int D1, int J1, int B2, int S2, int F2, int D2, int J2>
constexpr auto operator/(Quantity<B1, S1, F1, D1, J1> a, Quantity<B2, S2, F2, D2, J2> b) {
    if constexpr (B1 == B2 && S1 == S2 && F1 == F2 && D1 == D2 && J1 == J2) {
        return a.value / b.value;
    } else {
        return Quantity<B1 - B2, S1 - S2, F1 - F2, D1 - D2, J1 - J2>{a.value / b.value};
    }
}

using Bytes = Quantity<1, 0, 0, 0, 0>;
using Seconds = Quantity<0, 1, 0, 0, 0>;
using Flops = Quantity<0, 0, 1, 0, 0>;
using Dollars = Quantity<0, 0, 0, 1, 0>;
using Joules = Quantity<0, 0, 0, 0, 1>;
using Bandwidth = Quantity<1, -1, 0, 0, 0>;   // bytes per second
using FlopRate = Quantity<0, -1, 1, 0, 0>;    // FLOP per second
using Watts = Quantity<0, -1, 0, 0, 1>;       // joules per second
using DollarRate = Quantity<0, -1, 0, 1, 0>;  // dollars per second
using Hertz = Quantity<0, -1, 0, 0, 0>;

// The exponents of a Quantity as a value: {.byte = 1, .second = -1} is a bandwidth.
struct Dimension {
    int byte = 0;
    int second = 0;
    int flop = 0;
    int dollar = 0;
    int joule = 0;

    bool operator==(const Dimension&) const = default;
};

template <int B, int S, int F, int D, int J>
constexpr Dimension dimension_of(Quantity<B, S, F, D, J>) {
    return {.byte = B, .second = S, .flop = F, .dollar = D, .joule = J};
}

inline namespace literals {
constexpr Bytes operator""_B(long double v) {
    return {static_cast<double>(v)};
}
constexpr Bytes operator""_MiB(long double v) {
    return {static_cast<double>(v) * 1048576.0};
}
constexpr Bytes operator""_GiB(long double v) {
    return {static_cast<double>(v) * 1073741824.0};
}
constexpr Bytes operator""_GB(long double v) {
    return {static_cast<double>(v) * 1e9};
}
constexpr Bandwidth operator""_GBps(long double v) {
    return {static_cast<double>(v) * 1e9};
}
constexpr Bandwidth operator""_Gbps(long double v) {
    return {static_cast<double>(v) * 1e9 / 8};
}
constexpr Seconds operator""_s(long double v) {
    return {static_cast<double>(v)};
}
constexpr Seconds operator""_ms(long double v) {
    return {static_cast<double>(v) * 1e-3};
}
constexpr Seconds operator""_us(long double v) {
    return {static_cast<double>(v) * 1e-6};
}
constexpr FlopRate operator""_TFLOPps(long double v) {
    return {static_cast<double>(v) * 1e12};
}
}  // namespace literals

template <int B, int S, int F, int D, int J>
constexpr Quantity<B, S, F, D, J> max(Quantity<B, S, F, D, J> a, Quantity<B, S, F, D, J> b) {
    return a.value < b.value ? b : a;
}
template <int B, int S, int F, int D, int J>
constexpr Quantity<B, S, F, D, J> min(Quantity<B, S, F, D, J> a, Quantity<B, S, F, D, J> b) {
    return b.value < a.value ? b : a;
}

}  // namespace foretoken
