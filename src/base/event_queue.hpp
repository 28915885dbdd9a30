// Which event happens next?
//
// Events leave by time, then by priority, then in the order in which they came, so that a
// simulation never depends on memory addresses or hashes. Priority is an enum of the simulation's
// own whose enumerators name the order of simultaneous events, earliest first:
//     enum class Turn { finish, fail, start };
//     EventQueue<Job, Turn> queue;
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <foretoken/quantity.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace foretoken {

template <class Payload, class Priority>
class EventQueue {
public:
    struct Event {
        Seconds time;
        Priority priority{};
        Payload payload;
    };

    // Names one pushed event for as long as the queue lives.
    class Handle {
        friend class EventQueue;
        std::uint64_t sequence_ = 0;  // 0: no event
        std::size_t slot_ = 0;
    };

    // The time may be that of the event popped last, but not before it. O(log n).
    Handle push(Event event) {
        assert(event.time >= now_);
        Handle handle;
        handle.sequence_ = ++pushed_;
        handle.slot_ = free_slot();
        slots_[handle.slot_] = {handle.sequence_, std::move(event.payload)};
        heap_.push_back({event.time, event.priority, handle.sequence_, handle.slot_});
        std::push_heap(heap_.begin(), heap_.end(), later);
        ++waiting_;
        return handle;
    }

    // Takes an event back; false if it has already left or was cancelled. O(1): its entry stays in
    // the heap until its time comes.
    bool cancel(Handle handle) {
        if (handle.slot_ >= slots_.size()) {
            return false;
        }
        Slot& slot = slots_[handle.slot_];
        if (slot.sequence != handle.sequence_ || !slot.payload) {
            return false;
        }
        slot.payload.reset();
        --waiting_;
        return true;
    }

    // Removes the next event; nothing if none is waiting.
    std::optional<Event> pop() {
        drop_cancelled();
        if (heap_.empty()) {
            return std::nullopt;
        }
        const Entry entry = take_top();
        now_ = entry.time;
        --waiting_;
        return Event{entry.time, entry.priority, std::move(*slots_[entry.slot].payload)};
    }

    // When the next event happens; nothing if none is waiting.
    std::optional<Seconds> next_time() {
        drop_cancelled();
        return heap_.empty() ? std::nullopt : std::optional(heap_.front().time);
    }

    Seconds now() const { return now_; }  // the time of the event popped last
    std::size_t size() const { return waiting_; }
    bool empty() const { return waiting_ == 0; }

private:
    struct Entry {
        Seconds time;
        Priority priority;
        std::uint64_t sequence;
        std::size_t slot;
    };
    struct Slot {
        std::uint64_t sequence = 0;
        std::optional<Payload> payload;  // empty once cancelled
    };

    static bool later(const Entry& a, const Entry& b) {
        if (a.time != b.time) {
            return a.time > b.time;
        }
        return a.priority != b.priority ? a.priority > b.priority : a.sequence > b.sequence;
    }

    std::size_t free_slot() {
        if (free_.empty()) {
            slots_.emplace_back();
            return slots_.size() - 1;
        }
        const std::size_t slot = free_.back();
        free_.pop_back();
        return slot;
    }

    // The payload stays in its slot until the next push.
    Entry take_top() {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        const Entry entry = heap_.back();
        heap_.pop_back();
        slots_[entry.slot].sequence = 0;
        free_.push_back(entry.slot);
        return entry;
    }

    void drop_cancelled() {
        while (!heap_.empty() && !slots_[heap_.front().slot].payload) {
            take_top();
        }
    }

    std::vector<Entry> heap_;
    std::vector<Slot> slots_;
    std::vector<std::size_t> free_;
    std::uint64_t pushed_ = 0;
    std::size_t waiting_ = 0;
    Seconds now_;
};

}  // namespace foretoken
