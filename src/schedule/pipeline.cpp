// How long does a pipeline take to work through its micro-batches?
#include "schedule/pipeline.hpp"

#include <algorithm>
#include <cmath>

#include "plan/interleaving.hpp"

namespace foretoken::schedule {
namespace {

double number(std::int64_t count) {
    return static_cast<double>(count);
}

// Pieces of equal layers differ by less than this share only by rounding.
constexpr double rounding = 1e-9;

bool near(Seconds a, Seconds b) {
    return std::abs((a - b).value) <= rounding * std::abs(b.value);
}

bool equal(std::span<const PieceWork> work) {
    return std::all_of(work.begin(), work.end(), [&](const PieceWork& w) {
        return near(w.forward, work[0].forward) && near(w.input_gradient, work[0].input_gradient) &&
               near(w.weight_gradient, work[0].weight_gradient) && near(w.saved, work[0].saved) &&
               near(w.early, work[0].early);
    });
}

Seconds busy_time(const Pipeline& p, std::span<const PieceWork> work, std::int64_t rank) {
    Seconds sum;
    for (std::int64_t chunk = 0; chunk < p.chunks; ++chunk) {
        const PieceWork& piece = work[static_cast<std::size_t>(rank * p.chunks + chunk)];
        sum += number(micro_batches_per_chunk(p)) * piece.total() -
               number(pairs(p, rank, chunk)) * piece.saved;
    }
    return sum;
}

// What one more micro-batch takes when all ranks are at work: the pace of the slowest. GPipe waits
// for the slowest in either pass, and chunk by chunk.
Seconds pace_of(const Pipeline& p, std::span<const PieceWork> work) {
    const auto piece = [&](std::int64_t rank, std::int64_t chunk) {
        return work[static_cast<std::size_t>(rank * p.chunks + chunk)];
    };
    Seconds slowest;
    if (p.schedule == Schedule::gpipe) {
        for (std::int64_t chunk = 0; chunk < p.chunks; ++chunk) {
            Seconds forward;
            Seconds backward;
            for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
                forward = max(forward, piece(rank, chunk).forward);
                backward = max(backward, piece(rank, chunk).backward());
            }
            slowest += forward + backward;
        }
        return slowest;
    }
    const double share = p.schedule == Schedule::dualpipe ? 0.5 : 1.0;
    for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
        Seconds sum;
        for (std::int64_t chunk = 0; chunk < p.chunks; ++chunk) {
            sum += share * (piece(rank, chunk).total() - piece(rank, chunk).saved);
        }
        slowest = max(slowest, sum);
    }
    return slowest;
}

double tasks(const Pipeline& p, std::int64_t micro_batches) {
    return number(p.ranks) * number(micro_batches) * tasks_per_micro_batch(p);
}

// A task takes about 10 ns to play.
constexpr double few = 1500.0;
constexpr double many = 3000.0;
constexpr double most = 12000.0;

// After how many micro-batches the order of a rank repeats.
std::int64_t round_of(const Pipeline& p) {
    return p.chunks > 1 && p.schedule == Schedule::one_f_one_b
               ? plan::interleaving_group(p.ranks, p.micro_batches)
               : p.ranks;
}

// Micro-batches that fill the pipeline, drain it, and leave full rounds of `period`.
std::int64_t filling(const Pipeline& p, std::int64_t period) {
    return (p.chunks > 1 ? 2 : 1) * period + p.micro_batches % period;
}

struct Lasting {
    Seconds all;
    Seconds without_hops;
};

// Plays the first rounds. If one more takes what the slowest rank works in it, so will all others.
Lasting played(const Pipeline& p, std::span<const PieceWork> work, Seconds hop) {
    const std::int64_t period = round_of(p);
    const auto lasts = [&](std::int64_t micro_batches, Seconds over) {
        Pipeline part = p;
        part.micro_batches = micro_batches;
        part.group = period;
        return makespan(part, work, over);
    };
    const std::int64_t first = filling(p, period);
    const std::int64_t next = first + period;
    const bool hopping = hop.value > 0.0;
    if (p.micro_batches <= next || tasks(p, p.micro_batches) <= few) {
        const Seconds all = lasts(p.micro_batches, hop);
        return {.all = all, .without_hops = hopping ? lasts(p.micro_batches, {}) : all};
    }
    const Seconds pace = pace_of(p, work);
    const double rest = number(p.micro_batches - first);
    const Seconds start = lasts(first, hop);
    const Seconds without = (hopping ? lasts(first, {}) : start) + rest * pace;
    if (tasks(p, first + next) > many) {
        return {.all = start + rest * pace, .without_hops = without};
    }
    const Seconds reached = (lasts(next, hop) - start) / number(period);
    if (near(reached, pace) || tasks(p, p.micro_batches) > many) {
        return {.all = start + rest * max(reached, pace), .without_hops = without};
    }
    return {.all = lasts(p.micro_batches, hop), .without_hops = without};
}

// Of pieces that each take as long as all do on average.
PieceWork average(std::span<const PieceWork> work) {
    const double n = static_cast<double>(work.size());
    PieceWork sum;
    for (const PieceWork& w : work) {
        sum.forward += w.forward / n;
        sum.input_gradient += w.input_gradient / n;
        sum.weight_gradient += w.weight_gradient / n;
        sum.saved += w.saved / n;
        sum.early += w.early / n;
    }
    return sum;
}

// The closed form where it holds. Where even the start would take too long to play, the closed form
// of the average piece (that of 1F1B, whose bubble none exceeds, where its own schedule has none)
// and the pace of the slowest rank.
std::optional<Lasting> formula(const Pipeline& p, std::span<const PieceWork> work, Seconds hop) {
    const bool same = equal(work);
    const auto all = same ? closed_form(p, work[0], hop) : std::nullopt;
    const auto without = same ? closed_form(p, work[0], {}) : std::nullopt;
    if (all && without) {
        return Lasting{.all = *all, .without_hops = *without};
    }
    if (tasks(p, std::min(p.micro_batches, filling(p, p.ranks))) <= most) {
        return std::nullopt;
    }
    const PieceWork piece = average(work);
    const std::vector<PieceWork> even(work.size(), piece);
    const double edges = number(p.ranks - 1);
    const Seconds slower = number(p.micro_batches) * (pace_of(p, work) - pace_of(p, even));
    const Seconds still =
        closed_form(p, piece, {})
            .value_or(number(p.micro_batches) * pace_of(p, even) + edges * piece.total()) +
        slower;
    const Seconds moving = closed_form(p, piece, hop).value_or(still);
    return Lasting{.all = max(moving, still + 2.0 * edges * hop), .without_hops = still};
}

}  // namespace

double tasks_per_micro_batch(const Pipeline& p) {
    return (splits_backward(p.schedule) ? 3.0 : 2.0) * number(p.chunks) *
           number(micro_batches_per_chunk(p)) / number(p.micro_batches);
}

Pipeline first_rounds(const Pipeline& p, std::int64_t limit) {
    if (p.micro_batches <= limit) {
        return p;
    }
    Pipeline part = p;
    part.group = round_of(p);
    const std::int64_t first = filling(p, part.group);
    const std::int64_t rounds = std::max<std::int64_t>(0, (limit - first) / part.group);
    part.micro_batches = std::min(p.micro_batches, first + rounds * part.group);
    return part;
}

std::optional<Seconds> closed_form(const Pipeline& p, const PieceWork& piece, Seconds hop) {
    const double edges = number(p.ranks - 1);
    const double m = number(p.micro_batches);
    const Seconds once = piece.total();
    const Seconds work = number(p.chunks * micro_batches_per_chunk(p)) * once;
    const bool hopping = hop.value > 0.0;
    const bool short_hop = hop <= piece.forward && hop <= piece.backward();
    const bool filled = p.micro_batches >= p.ranks;
    const Seconds f = piece.forward;
    const Seconds b = piece.input_gradient;
    const Seconds w = piece.weight_gradient;
    switch (p.schedule) {
        case Schedule::gpipe:
            if (p.chunks > 1 && (!filled || hopping)) {
                return std::nullopt;
            }
            return work + edges * (once + 2.0 * hop);
        case Schedule::one_f_one_b: {
            if ((p.chunks > 1 && !filled) || !short_hop) {
                return std::nullopt;
            }
            if (p.chunks > 1 && hopping && p.micro_batches % p.ranks != 0) {
                return std::nullopt;
            }
            const auto waits = p.micro_batches - 1 - (p.micro_batches + p.ranks - 2) / p.ranks;
            const double hops =
                p.chunks > 1 ? number(p.ranks * p.chunks - 1) : edges + number(waits);
            return work + edges * once + 2.0 * (p.ranks > 1 ? hops : 0.0) * hop;
        }
        case Schedule::zero_bubble_h1:
            if (!filled || hopping) {
                return std::nullopt;
            }
            return work + edges * max(max(f, b), f + b - w);
        case Schedule::zero_bubble_v:
            if (m < 2.0 * edges + 1.0 || hopping || !near(f, b) || !near(w, b)) {
                return std::nullopt;
            }
            return work + edges * f;
        case Schedule::dualpipe:
            if (hopping || !near(f, b) || w > f || piece.saved.value != 0.0) {
                return std::nullopt;
            }
            return work + (number(p.ranks) / 2.0 - 1.0) * (f + 2.0 * b - w);
    }
    return std::nullopt;
}

PipelineTime pipeline_time(const Pipeline& p, std::span<const PieceWork> work, Seconds hop) {
    PipelineTime out;
    for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
        const Seconds busy = busy_time(p, work, rank);
        if (busy > out.busy) {
            out.busiest = static_cast<std::size_t>(rank);
            out.busy = busy;
        }
    }
    if (p.ranks == 1) {
        out.total = out.busy;
        return out;
    }
    const auto known = formula(p, work, hop);
    const Lasting t = known ? *known : played(p, work, hop);
    out.bubble = max(Seconds{}, t.without_hops - out.busy);
    out.hops = max(Seconds{}, t.all - out.busy - out.bubble);
    out.total = out.busy + out.bubble + out.hops;
    return out;
}

}  // namespace foretoken::schedule
