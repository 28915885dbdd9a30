// How far does what was published bear a forecast, in words?
#include "report/trust.hpp"

#include <cmath>
#include <cstdlib>

#include "base/text.hpp"
#include "report/phrases.hpp"
#include "report/wrapped.hpp"

namespace foretoken::report {
namespace {

using train::Coordinate;
using train::Outside;

// A value of a coordinate; `unit` stands behind the one that is asked about.
struct Spoken {
    std::string value;
    std::string unit;
    std::string bound;
};

std::string count(double value) {
    return with_commas(std::llround(value));
}

std::string billions(double parameters) {
    return with_digits(parameters / 1e9, 4) + "B";
}

Spoken spoken(const Outside& o) {
    const double bound = o.value > o.high ? o.high : o.low;
    switch (o.coordinate) {
        case Coordinate::parameters:
            return {billions(o.value), " active parameters", billions(bound)};
        case Coordinate::accelerators: return {count(o.value), " accelerators", count(bound)};
        case Coordinate::sequence: return {"sequence " + count(o.value), "", count(bound)};
        case Coordinate::year:
            return {"software of " + with_digits(o.value, 4), "", with_digits(bound, 4)};
        case Coordinate::bits: return {count(o.value), " bit", count(bound)};
        case Coordinate::distance:
            return {"distance " + with_digits(o.value, 3), " to the nearest run",
                    with_digits(bound, 3)};
        case Coordinate::family:
        case Coordinate::mixture:
        case Coordinate::tuned:
        case Coordinate::offloaded: break;
    }
    return {};
}

std::string in_bounds(const Outside& o, const char* relation) {
    const Spoken said = spoken(o);
    return said.value + said.unit + relation + said.bound;
}

std::string shortened(const std::string& text, std::size_t width, const Style& style) {
    if (columns(text) <= width) {
        return padded(text, width);
    }
    std::size_t end = 0;
    for (std::size_t seen = 0; seen + (style.unicode ? 1 : 2) < width; ++seen) {
        do {
            ++end;
        } while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80);
    }
    return padded(text.substr(0, end) + (style.unicode ? "…" : ".."), width);
}

}  // namespace

std::string outside_phrase(const Outside& o) {
    switch (o.coordinate) {
        case Coordinate::family: return "nothing published on this kind of accelerator";
        case Coordinate::mixture:
            return o.value > o.high ? "a mixture of experts, published only dense models"
                                    : "a dense model, published only mixtures of experts";
        case Coordinate::tuned: return "training of parts, published only of whole models";
        case Coordinate::offloaded: return "offload to the host, published only without";
        case Coordinate::distance: return in_bounds(o, ", usual up to ");
        case Coordinate::parameters:
        case Coordinate::accelerators:
        case Coordinate::sequence:
        case Coordinate::year:
        case Coordinate::bits: break;
    }
    return in_bounds(o, o.value > o.high ? ", published up to " : ", published from ");
}

std::string trust_phrase(const Trust& trust) {
    if (!trust.extrapolated()) {
        return trust.nearest.empty() ? "" : "inside what was published";
    }
    std::string out;
    for (const Outside& each : trust.outside) {
        out += (out.empty() ? "extrapolated: " : "; ") + outside_phrase(each);
    }
    return out;
}

std::string neighbour_rows(const Trust& trust, const Style& style) {
    if (trust.nearest.empty()) {
        return {};
    }
    constexpr std::size_t left = 59;
    const bool alone = trust.nearest.size() == 1;
    std::string out = padded(alone ? "  published run" : "  nearest published runs", left) +
                      (alone ? "          " : "  distance") + "     error\n";
    for (const Neighbour& n : trust.nearest) {
        out += "  " + shortened(n.what, left - 2, style) +
               aligned(alone ? "" : with_digits(n.distance, 2), 10) +
               aligned(signed_percent(n.error()), 10) + "\n";
        out += wrapped("    " + n.id + ": " + neighbour_phrase(n), style.width, 6) + "\n";
        if (alone) {
            out += wrapped("    " + n.software + (n.where.empty() ? "" : "; " + n.where),
                           style.width, 6) +
                   "\n";
        }
    }
    return out;
}

}  // namespace foretoken::report
