// Does a timeline keep its promises?
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/timeline.hpp>

namespace foretoken::train {

inline Seconds last_end(const Timeline& t) {
    Seconds last;
    for (const Track& track : t.tracks) {
        for (const Slice& slice : track.slices) {
            last = max(last, slice.end);
        }
    }
    return last;
}

// Every slice lies within the last one before it that is one less deep, and begins after the end of
// the last one before it that is as deep.
inline bool nested(const Track& track) {
    std::vector<Slice> open;
    for (const Slice& slice : track.slices) {
        const auto depth = static_cast<std::size_t>(slice.depth);
        if (depth > open.size() || slice.end < slice.begin) {
            return false;
        }
        if (depth < open.size() && slice.begin < open[depth].end) {
            return false;
        }
        open.resize(depth);
        if (depth > 0 && (slice.begin < open.back().begin || slice.end > open.back().end)) {
            return false;
        }
        open.push_back(slice);
    }
    return true;
}

// What the slices say of each term of the forecast: within passes those of the busiest stage, once
// per step those of the last.
inline std::map<std::string_view, Seconds> by_term(const Timeline& t) {
    std::map<std::string_view, Seconds> sums;
    for (const Track& track : t.tracks) {
        for (const Slice& slice : track.slices) {
            if (track.stage == (slice.micro_batch < 0 ? t.last : t.busiest) && !slice.key.empty()) {
                sums[slice.key] += slice.end - slice.begin;
            }
        }
    }
    return sums;
}

inline bool stretched(const Timeline& t) {
    for (const std::string& note : t.notes) {
        if (note.find("passes are drawn") == 0) {
            return true;
        }
    }
    return false;
}

// The first promise that a timeline does not keep; empty if it keeps all. With `whole` it says what
// happens within every pass, so that every term of the forecast is found in it.
inline std::string broken(const Timeline& t, const Forecast& f, bool whole) {
    const double rounding = 1e-9 * f.step.value;
    if (t.step != f.step || std::abs((last_end(t) - f.step).value) > rounding) {
        return "the last slice ends at " + std::to_string(last_end(t).value) + " s of " +
               std::to_string(f.step.value);
    }
    for (const Track& track : t.tracks) {
        if (!nested(track) || track.slices.empty()) {
            return "slices cross on stage " + std::to_string(track.stage) + ", stream " +
                   std::to_string(static_cast<int>(track.stream));
        }
    }
    if (!whole || stretched(t)) {
        return "";
    }
    auto sums = by_term(t);
    for (const Term& term : f.terms) {
        // Waiting for other stages, and for messages on their way, is where nothing is.
        const bool waits = term.key == "pipeline.bubble" || term.key == "pipeline.boundary";
        const double more = (sums[term.key] - term.time).value;
        if (more > rounding || (!waits && more < -rounding)) {
            return std::string(term.key) + " is " + std::to_string(sums[term.key].value) +
                   " s of " + std::to_string(term.time.value);
        }
    }
    return "";
}

}  // namespace foretoken::train
