// When do a compute stream and a communication stream end that wait for each other?
#include "schedule/streams.hpp"

namespace foretoken::schedule {
namespace {

// How far a stream has come.
struct Cursor {
    std::span<const Piece> pieces;
    std::size_t done = 0;
    Seconds left;  // of the piece in work, at full speed

    explicit Cursor(std::span<const Piece> all) : pieces(all) {
        left = pieces.empty() ? Seconds{} : pieces[0].time;
    }
    bool runs(const Cursor& other) const {
        return done < pieces.size() && other.done >= pieces[done].after;
    }
    void advance(Seconds work, bool finished) {
        left -= work;
        if (finished) {
            ++done;
            left = done < pieces.size() ? pieces[done].time : Seconds{};
        }
    }
};

}  // namespace

Played play_streams(std::span<const Piece> compute, std::span<const Piece> communication,
                    const Overlap& overlap) {
    Played out;
    Cursor c(compute);
    Cursor q(communication);
    while (true) {
        const bool computes = c.runs(q);
        const bool communicates = q.runs(c);
        if (computes && communicates) {
            const Seconds slow_compute = c.left * overlap.compute_slowdown;
            const Seconds slow_communication = q.left * overlap.communication_slowdown;
            const Seconds shared = min(slow_compute, slow_communication);
            const Seconds work = shared / overlap.compute_slowdown;
            out.compute += work;
            out.contention += shared - work;
            c.advance(work, slow_compute <= slow_communication);
            q.advance(shared / overlap.communication_slowdown, slow_communication <= slow_compute);
        } else if (computes) {
            out.compute += c.left;
            c.advance(c.left, true);
        } else if (communicates) {
            out.exposed += q.left;
            q.advance(q.left, true);
        } else {
            break;
        }
    }
    out.end = out.compute + out.contention + out.exposed;
    return out;
}

}  // namespace foretoken::schedule
