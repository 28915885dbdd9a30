// Do events leave in one order only, however they came?
#include "base/event_queue.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.hpp"

using namespace foretoken;

namespace {

enum class Turn { finish, fail, start };
using Queue = EventQueue<std::string, Turn>;

std::string drained(Queue& queue) {
    std::string order;
    while (const auto event = queue.pop()) {
        order += event->payload;
    }
    return order;
}

}  // namespace

TEST_CASE("by time, then priority, then insertion") {
    Queue queue;
    queue.push({2.0_s, Turn::finish, "f"});
    queue.push({1.0_s, Turn::start, "c"});
    queue.push({1.0_s, Turn::finish, "a"});
    queue.push({1.0_s, Turn::start, "d"});
    queue.push({1.0_s, Turn::fail, "b"});
    queue.push({1.0_s, Turn::start, "e"});
    CHECK(queue.size() == 6);
    CHECK(queue.next_time() == 1.0_s);
    CHECK(drained(queue) == "abcdef");
    CHECK(queue.empty());
    CHECK(queue.now() == 2.0_s);
    CHECK_FALSE(queue.next_time());
}

TEST_CASE("an event at the present moment may still be pushed") {
    Queue queue;
    queue.push({1.0_s, Turn::start, "a"});
    CHECK(queue.pop()->payload == "a");
    queue.push({1.0_s, Turn::finish, "b"});
    queue.push({1.0_s, Turn::finish, "c"});
    CHECK(drained(queue) == "bc");
}

TEST_CASE("cancelled events never leave, and a handle works once") {
    Queue queue;
    const auto first = queue.push({1.0_s, Turn::start, "a"});
    const auto second = queue.push({2.0_s, Turn::start, "b"});
    queue.push({3.0_s, Turn::start, "c"});
    CHECK(queue.cancel(first));
    CHECK_FALSE(queue.cancel(first));
    CHECK(queue.size() == 2);
    CHECK(queue.next_time() == 2.0_s);
    CHECK(queue.pop()->payload == "b");
    CHECK_FALSE(queue.cancel(second));
    const auto reused = queue.push({4.0_s, Turn::start, "d"});
    CHECK_FALSE(queue.cancel(second));  // the slot is another event's now
    CHECK(queue.cancel(reused));
    CHECK_FALSE(queue.cancel(Queue::Handle{}));
    CHECK(drained(queue) == "c");
}

TEST_CASE("payloads need only be movable") {
    struct Ticket {
        int number = 0;
        explicit Ticket(int n) : number(n) {}
        Ticket(Ticket&&) = default;
        Ticket& operator=(Ticket&&) = default;
    };
    EventQueue<Ticket, Turn> queue;
    queue.push({1.0_s, Turn::start, Ticket(5)});
    CHECK(queue.pop()->payload.number == 5);
}

TEST_CASE("a long random mixture of pushes, pops and cancellations stays in order") {
    const Random random{{.seed = 1, .stream = stream_of("event queue")}};
    EventQueue<int, Turn> queue;
    std::vector<EventQueue<int, Turn>::Handle> handles;
    std::size_t pushed = 0, popped = 0, cancelled = 0;
    Seconds last;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        const std::uint64_t choice = random.below(i, 5);
        if (choice < 3) {
            const Seconds time =
                queue.now() + Seconds{static_cast<double>(random.below(i + 50000, 9))};
            handles.push_back(queue.push({time, Turn::start, static_cast<int>(i)}));
            ++pushed;
        } else if (choice == 3) {
            const auto event = queue.pop();
            popped += event ? 1u : 0u;
            CHECK(queue.now() >= last);
            last = queue.now();
        } else if (!handles.empty()) {
            cancelled += queue.cancel(handles[random.below(i + 100000, handles.size())]) ? 1u : 0u;
        }
        CHECK(queue.size() == pushed - popped - cancelled);
    }
    CHECK(cancelled > 1000);
}
