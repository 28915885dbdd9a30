// When does each task of a pipeline run?
#include "schedule/play.hpp"

#include <algorithm>

namespace foretoken::schedule {
namespace {

constexpr double never = -1.0;

// Ends of one kind of pass, by piece and micro-batch, and what each piece's own pass waits for.
class Ends {
public:
    Ends(const std::vector<std::size_t>& fed_by, const Pipeline& p, double hop)
        : stride_(static_cast<std::size_t>(p.micro_batches)), end_(fed_by.size() * stride_, never) {
        const auto chunks = static_cast<std::size_t>(p.chunks);
        feeds_.reserve(fed_by.size());
        for (std::size_t piece = 0; piece < fed_by.size(); ++piece) {
            const std::size_t from = fed_by[piece];
            const bool ends = from == Route::none;
            const bool here = ends || from / chunks == piece / chunks;
            feeds_.push_back({.from = ends ? from : from * stride_, .hop = here ? 0.0 : hop});
        }
    }
    double& at(std::size_t piece, std::int32_t micro_batch) {
        return end_[piece * stride_ + static_cast<std::size_t>(micro_batch)];
    }
    bool starts(std::size_t piece) const { return feeds_[piece].from == Route::none; }
    // When the input of a pass arrives; `never` if that is not known yet.
    double arrival(std::size_t piece, std::int32_t micro_batch) const {
        const Feed& feed = feeds_[piece];
        const double end = end_[feed.from + static_cast<std::size_t>(micro_batch)];
        return end == never ? never : end + feed.hop;
    }

private:
    struct Feed {
        std::size_t from;  // where the ends of the piece that feeds this one begin
        double hop;
    };
    std::size_t stride_;
    std::vector<double> end_;
    std::vector<Feed> feeds_;
};

class Player {
public:
    Player(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop)
        : Player(pipeline, work, hop, route(pipeline)) {}

    // Calls done(rank, task, begin, end) for every task, in order for each rank.
    template <class Done>
    void run(const Done& done) {
        bool moved = true;
        while (moved) {
            moved = false;
            for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
                Rank& r = ranks_[rank];
                while (r.next < orders_.begin[rank + 1]) {
                    const Task& task = orders_.tasks[r.next];
                    const double ready = ready_for(rank, task);
                    if (ready == never) {
                        break;
                    }
                    const double begin = std::max(r.free, ready);
                    r.free = begin + finish(rank, task, begin);
                    ++r.next;
                    moved = true;
                    done(rank, task, Seconds{begin}, Seconds{r.free});
                }
            }
        }
    }

    Seconds makespan() const {
        Seconds last;
        for (const Rank& r : ranks_) {
            last = max(last, Seconds{r.free});
        }
        return last;
    }

private:
    struct Rank {
        std::size_t next;   // task
        double free = 0.0;  // when the one before it ends
    };

    Player(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop,
           const Route& route)
        : chunks_(static_cast<std::size_t>(pipeline.chunks)),
          orders_(orders(pipeline)),
          work_(work),
          forward_(route.before, pipeline, hop.value),
          backward_(route.after, pipeline, hop.value) {
        for (std::size_t rank = 0; rank + 1 < orders_.begin.size(); ++rank) {
            ranks_.push_back({.next = orders_.begin[rank]});
        }
    }

    double forward_ready(std::size_t piece, std::int32_t micro_batch) const {
        return forward_.starts(piece) ? 0.0 : forward_.arrival(piece, micro_batch);
    }
    double backward_ready(std::size_t piece, std::int32_t micro_batch) const {
        return backward_.starts(piece) ? 0.0 : backward_.arrival(piece, micro_batch);
    }

    // A rank's own order sees to it that a forward comes before its backward.
    double ready_for(std::size_t rank, const Task& task) const {
        const std::size_t piece = rank * chunks_ + static_cast<std::size_t>(task.chunk);
        switch (task.pass) {
            case Pass::forward: return forward_ready(piece, task.micro_batch);
            case Pass::backward:
            case Pass::input_gradient: return backward_ready(piece, task.micro_batch);
            case Pass::weight_gradient: return 0.0;
            case Pass::pair: {
                const double fed = forward_ready(piece, task.micro_batch);
                const double back = backward_ready(other(piece), task.backward_micro_batch);
                return fed == never || back == never ? never : std::max(fed, back);
            }
        }
        return never;
    }

    // Notes when a task that starts at `begin` ends; gives how long it takes.
    double finish(std::size_t rank, const Task& task, double begin) {
        const std::size_t piece = rank * chunks_ + static_cast<std::size_t>(task.chunk);
        const PieceWork& work = work_[piece];
        double takes = 0.0;
        switch (task.pass) {
            case Pass::forward:
                takes = work.forward.value;
                forward_.at(piece, task.micro_batch) = begin + takes;
                break;
            case Pass::backward:
                takes = work.backward().value;
                backward_.at(piece, task.micro_batch) = begin + takes;
                break;
            case Pass::input_gradient:
                takes = work.input_gradient.value;
                backward_.at(piece, task.micro_batch) = begin + takes;
                break;
            case Pass::weight_gradient: takes = work.weight_gradient.value; break;
            case Pass::pair:
                takes = (work.forward + work_[other(piece)].backward() - work.saved).value;
                forward_.at(piece, task.micro_batch) = begin + takes - work.early.value;
                backward_.at(other(piece), task.backward_micro_batch) =
                    begin + takes - work.early.value;
                break;
        }
        return takes;
    }

    static std::size_t other(std::size_t piece) { return piece ^ 1U; }  // of a rank's two

    std::size_t chunks_;
    Orders orders_;
    std::span<const PieceWork> work_;
    std::vector<Rank> ranks_;
    Ends forward_;
    Ends backward_;
};

// By how many a task changes the micro-batches in flight: before it works, and when it is done.
std::int64_t opened(Pass pass) {
    return pass == Pass::forward || pass == Pass::pair ? 1 : 0;
}
std::int64_t closed(Pass pass) {
    return pass == Pass::backward || pass == Pass::weight_gradient || pass == Pass::pair ? 1 : 0;
}

}  // namespace

Played play(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop) {
    const auto ranks = static_cast<std::size_t>(pipeline.ranks);
    Played out;
    out.busy.resize(ranks);
    out.in_flight.resize(ranks);
    std::vector<std::int64_t> open(ranks);
    Player player(pipeline, work, hop);
    player.run([&](std::size_t rank, const Task& task, Seconds begin, Seconds end) {
        out.busy[rank] += end - begin;
        open[rank] += opened(task.pass);
        out.in_flight[rank] = std::max(out.in_flight[rank], open[rank]);
        open[rank] -= closed(task.pass);
        out.spans.push_back({.rank = rank, .task = task, .begin = begin, .end = end});
    });
    std::stable_sort(out.spans.begin(), out.spans.end(),
                     [](const Span& a, const Span& b) { return a.rank < b.rank; });
    out.makespan = player.makespan();
    return out;
}

Seconds play(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop,
             const std::function<void(const Span&)>& each) {
    Player player(pipeline, work, hop);
    player.run([&](std::size_t rank, const Task& task, Seconds begin, Seconds end) {
        each({.rank = rank, .task = task, .begin = begin, .end = end});
    });
    return player.makespan();
}

Seconds makespan(const Pipeline& pipeline, std::span<const PieceWork> work, Seconds hop) {
    Player player(pipeline, work, hop);
    player.run([](std::size_t, const Task&, Seconds, Seconds) {});
    return player.makespan();
}

}  // namespace foretoken::schedule
