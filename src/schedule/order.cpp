// In which order does each stage of a pipeline work?
#include "schedule/order.hpp"

#include <algorithm>
#include <array>

#include "plan/interleaving.hpp"

namespace foretoken::schedule {
namespace {

// Writes one rank's list; every kind of pass works through its micro-batches in order.
class Writer {
public:
    Writer(const Pipeline& pipeline, std::vector<Task>& tasks)
        : tasks_(tasks), last_(pipeline.micro_batches) {}

    void add(Pass pass, std::int64_t chunk, std::int64_t micro_batch,
             std::int64_t backward_micro_batch = 0) {
        // Orders are made for a full pipeline; what exceeds the micro-batches is left out.
        if (micro_batch < last_) {
            tasks_.push_back(
                {.pass = pass,
                 .chunk = static_cast<std::int32_t>(chunk),
                 .micro_batch = static_cast<std::int32_t>(micro_batch),
                 .backward_micro_batch = static_cast<std::int32_t>(backward_micro_batch)});
        }
    }

private:
    std::vector<Task>& tasks_;
    std::int64_t last_;
};

// The way through the chunks: a group of micro-batches passes through all of them, one chunk after
// the other, before the next group starts.
class Round {
public:
    Round(const Pipeline& p, std::int64_t group) : p_(p), group_(group), size_(size()) {}
    std::int64_t chunk() const { return chunk_; }
    std::int64_t micro_batch() const { return first_ + within_; }
    void step() {
        if (++within_ < size_) {
            return;
        }
        within_ = 0;
        if (++chunk_ < p_.chunks) {
            return;
        }
        chunk_ = 0;
        first_ += size_;
        size_ = size();
    }

private:
    std::int64_t size() const { return std::min(group_, p_.micro_batches - first_); }

    const Pipeline& p_;
    std::int64_t group_;
    std::int64_t first_ = 0;
    std::int64_t chunk_ = 0;
    std::int64_t within_ = 0;
    std::int64_t size_;
};

void gpipe(const Pipeline& p, Writer& out) {
    for (std::int64_t chunk = 0; chunk < p.chunks; ++chunk) {
        for (std::int64_t i = 0; i < p.micro_batches; ++i) {
            out.add(Pass::forward, chunk, i);
        }
    }
    for (std::int64_t chunk = p.chunks; chunk-- > 0;) {
        for (std::int64_t i = 0; i < p.micro_batches; ++i) {
            out.add(Pass::backward, chunk, i);
        }
    }
}

void one_f_one_b(const Pipeline& p, std::int64_t rank, Writer& out) {
    const std::int64_t group =
        p.group > 0 ? p.group : plan::interleaving_group(p.ranks, p.micro_batches);
    const std::int64_t all = p.micro_batches * p.chunks;
    const std::int64_t behind = p.ranks - rank - 1;
    const std::int64_t warm =
        std::min(all, p.chunks == 1 ? behind : 2 * behind + (p.chunks - 1) * group);
    Round forwards(p, group);
    Round backwards(p, group);
    const auto forward = [&] {
        out.add(Pass::forward, forwards.chunk(), forwards.micro_batch());
        forwards.step();
    };
    for (std::int64_t k = 0; k < warm; ++k) {
        forward();
    }
    for (std::int64_t k = 0; k < all; ++k) {
        if (k + warm < all) {
            forward();
        }
        out.add(Pass::backward, p.chunks - 1 - backwards.chunk(), backwards.micro_batch());
        backwards.step();
    }
}

// 1F1B whose weight gradients wait: those of rank r for r further input gradients, so that each
// rank holds as many micro-batches as the first one must, and the last ones end with weight
// gradients.
void zero_bubble_h1(const Pipeline& p, std::int64_t rank, Writer& out) {
    const std::int64_t warm = std::min(p.micro_batches, p.ranks - rank - 1);
    for (std::int64_t i = 0; i < warm; ++i) {
        out.add(Pass::forward, 0, i);
    }
    for (std::int64_t i = 0; i < p.micro_batches; ++i) {
        out.add(Pass::forward, 0, i + warm);
        out.add(Pass::input_gradient, 0, i);
        if (i >= rank) {
            out.add(Pass::weight_gradient, 0, i - rank);
        }
    }
    for (std::int64_t i = std::max<std::int64_t>(0, p.micro_batches - rank); i < p.micro_batches;
         ++i) {
        out.add(Pass::weight_gradient, 0, i);
    }
}

// How many micro-batches of each chunk are done with.
using Counts = std::array<std::int64_t, 2>;

void zero_bubble_v(const Pipeline& p, std::int64_t rank, Writer& out) {
    const std::int64_t all = std::max(2 * p.ranks - 1, p.micro_batches);
    Counts forwards{};
    Counts inputs{};
    Counts weights{};
    const auto forward = [&](std::uint8_t c) { out.add(Pass::forward, c, forwards[c]++); };
    const auto input = [&](std::uint8_t c) { out.add(Pass::input_gradient, c, inputs[c]++); };
    const auto weight = [&](std::uint8_t c) { out.add(Pass::weight_gradient, c, weights[c]++); };
    const auto both = [&](std::uint8_t c) {
        input(c);
        weight(c);
    };
    const std::int64_t behind = p.ranks - rank;
    for (std::int64_t i = 0; i < 2 * behind - 1; ++i) {
        forward(0);
    }
    for (std::int64_t i = 0; i < rank; ++i) {
        forward(1);
        forward(0);
    }
    for (std::int64_t i = 0; i < behind; ++i) {
        forward(1);
        both(1);
    }
    while (forwards[1] < forwards[0] || forwards[0] < all) {
        if (forwards[0] < all) {
            forward(0);
        }
        both(0);
        forward(1);
        both(1);
    }
    // Only input gradients are waited for now; weight gradients fill the rest.
    for (std::int64_t i = 0; i < rank; ++i) {
        input(0);
        input(1);
    }
    for (std::int64_t i = 0; i < behind; ++i) {
        both(0);
    }
    while (weights[1] < inputs[1]) {
        weight(1);
    }
    while (weights[0] < inputs[0]) {
        weight(0);
    }
}

// The phases of one rank of DualPipe; a rank and its mirror image work alike. `near` micro-batches
// enter at the rank's own end of the pipeline, `far` ones at the other.
struct Phases {
    std::int64_t from_end;   // ranks between this one and the nearer end
    std::int64_t to_middle;  // ranks between this one and the middle
    std::int64_t main;       // rounds in which both directions overlap
    std::int64_t near;       // chunk of the near direction
};
Phases phases(const Pipeline& p, std::int64_t rank) {
    const std::int64_t from_end = std::min(rank, p.ranks - 1 - rank);
    return {.from_end = from_end,
            .to_middle = p.ranks / 2 - 1 - from_end,
            .main = p.micro_batches / 2 - p.ranks + from_end + 1,
            .near = 2 * rank < p.ranks ? 0 : 1};
}

class Dual {
public:
    Dual(const Pipeline& p, std::int64_t near, Writer& out)
        : half_(p.micro_batches / 2), near_(near), out_(out) {}

    void forward(bool is_near) { add(Pass::forward, chunk(is_near), forwards_); }
    void backward(bool is_near) { add(Pass::backward, chunk(is_near), backwards_); }
    void input(bool is_near) {
        const std::int64_t c = chunk(is_near);
        waiting_.push_back(c * half_ + backwards_[static_cast<std::size_t>(c)]);
        add(Pass::input_gradient, c, backwards_);
    }
    // Weight gradients are made up for in the order in which they were put off.
    void weight() {
        const std::int64_t micro_batch = waiting_[done_++];
        out_.add(Pass::weight_gradient, micro_batch < half_ ? 0 : 1, micro_batch);
    }
    void pair(bool forward_near) {
        const std::int64_t c = chunk(forward_near);
        out_.add(Pass::pair, c, next(c, forwards_), next(1 - c, backwards_));
    }

private:
    std::int64_t chunk(bool is_near) const { return is_near ? near_ : 1 - near_; }
    std::int64_t next(std::int64_t c, Counts& count) const {
        return c * half_ + count[static_cast<std::size_t>(c)]++;
    }
    void add(Pass pass, std::int64_t c, Counts& count) { out_.add(pass, c, next(c, count)); }

    std::int64_t half_;
    std::int64_t near_;
    Writer& out_;
    Counts forwards_{};
    Counts backwards_{};
    std::vector<std::int64_t> waiting_;
    std::size_t done_ = 0;
};

void dualpipe(const Pipeline& p, std::int64_t rank, Writer& out) {
    constexpr bool near = true;
    constexpr bool far = false;
    const Phases phase = phases(p, rank);
    Dual d(p, phase.near, out);
    const auto repeat = [](std::int64_t times, const auto& work) {
        for (std::int64_t i = 0; i < times; ++i) {
            work(i);
        }
    };
    repeat(2 * phase.to_middle, [&](std::int64_t) { d.forward(near); });
    repeat(phase.from_end + 1, [&](std::int64_t) {
        d.forward(near);
        d.forward(far);
    });
    repeat(phase.to_middle, [&](std::int64_t) {
        d.input(far);
        d.weight();
        d.forward(far);
    });
    repeat(phase.main, [&](std::int64_t i) {
        // In the middle the first two run one after the other: their neighbours wait for them.
        if (i == 0 && phase.to_middle == 0) {
            d.forward(near);
            d.backward(far);
        } else {
            d.pair(near);
        }
        d.pair(far);
    });
    repeat(phase.to_middle, [&](std::int64_t) {
        d.backward(far);
        d.pair(far);
    });
    // The later half of these puts its weight gradients off.
    repeat(2 * (phase.from_end + 1), [&](std::int64_t i) {
        const bool is_near = i % 2 == 1;
        i <= phase.from_end ? d.backward(is_near) : d.input(is_near);
    });
    repeat(phase.to_middle, [&](std::int64_t) {
        d.weight();
        d.input(near);
    });
    repeat(phase.from_end + 1, [&](std::int64_t) { d.weight(); });
}

}  // namespace

Orders orders(const Pipeline& p) {
    Orders list;
    const auto pieces = static_cast<std::size_t>(p.ranks * p.chunks);
    list.tasks.reserve(3 * pieces * static_cast<std::size_t>(p.micro_batches));
    list.begin.reserve(static_cast<std::size_t>(p.ranks) + 1);
    Writer out(p, list.tasks);
    for (std::int64_t rank = 0; rank < p.ranks; ++rank) {
        list.begin.push_back(list.tasks.size());
        switch (p.schedule) {
            case Schedule::gpipe: gpipe(p, out); break;
            case Schedule::one_f_one_b: one_f_one_b(p, rank, out); break;
            case Schedule::zero_bubble_h1: zero_bubble_h1(p, rank, out); break;
            case Schedule::zero_bubble_v: zero_bubble_v(p, rank, out); break;
            case Schedule::dualpipe: dualpipe(p, rank, out); break;
        }
    }
    list.begin.push_back(list.tasks.size());
    return list;
}

std::int64_t pairs(const Pipeline& p, std::int64_t rank, std::int64_t chunk) {
    if (p.schedule != Schedule::dualpipe) {
        return 0;
    }
    const Phases phase = phases(p, rank);
    return chunk == phase.near ? phase.main - (phase.to_middle == 0 ? 1 : 0)
                               : phase.main + phase.to_middle;
}

Route route(const Pipeline& p) {
    const auto pieces = static_cast<std::size_t>(p.ranks * p.chunks);
    Route r{.before = std::vector<std::size_t>(pieces, Route::none),
            .after = std::vector<std::size_t>(pieces, Route::none)};
    const auto join = [&](std::int64_t rank, std::int64_t chunk, std::int64_t to_rank,
                          std::int64_t to_chunk) {
        const auto from = static_cast<std::size_t>(rank * p.chunks + chunk);
        const auto to = static_cast<std::size_t>(to_rank * p.chunks + to_chunk);
        r.after[from] = to;
        r.before[to] = from;
    };
    const bool back = p.schedule == Schedule::zero_bubble_v || p.schedule == Schedule::dualpipe;
    for (std::int64_t chunk = 0; chunk < p.chunks; ++chunk) {
        const bool backwards = back && chunk == 1;
        for (std::int64_t rank = 0; rank + 1 < p.ranks; ++rank) {
            backwards ? join(rank + 1, chunk, rank, chunk) : join(rank, chunk, rank + 1, chunk);
        }
        if (chunk + 1 < p.chunks && p.schedule != Schedule::dualpipe) {
            join(p.ranks - 1, chunk, back ? p.ranks - 1 : 0, chunk + 1);
        }
    }
    return r;
}

}  // namespace foretoken::schedule
