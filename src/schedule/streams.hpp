// When do a compute stream and a communication stream end that wait for each other?
#pragma once

#include <cstddef>
#include <span>

#include <foretoken/quantity.hpp>

#include "schedule/overlap.hpp"

namespace foretoken::schedule {

// A piece of work on one stream. It starts when the one before it on its own stream has ended and
// `after` pieces of the other stream have.
struct Piece {
    Seconds time;
    std::size_t after = 0;
};

// How long both streams take together. `end` is the sum of the rest.
struct Played {
    Seconds compute;     // alone
    Seconds contention;  // by how much it took longer beside communication
    Seconds exposed;     // while nothing was computed
    Seconds end;
};

// Plays both streams event by event; while both run, each is slowed as `overlap` says. Two streams
// that wait for each other in a circle never end: the rest of both is left out.
Played play_streams(std::span<const Piece> compute, std::span<const Piece> communication,
                    const Overlap& overlap);

}  // namespace foretoken::schedule
