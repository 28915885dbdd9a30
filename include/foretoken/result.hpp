// What comes back from something that input can make fail?
//
// A Result holds a value or an Error; the spelling is that of std::expected, which our toolchains
// lack.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace foretoken {

// Why there is no answer: where it went wrong, what is wrong, what to try next.
struct Error {
    enum class Kind {
        bad_input,   // a file or flag says something impossible          exit 3
        infeasible,  // well-formed, but nothing fits                     exit 4
        io,          // a file cannot be read or written                  exit 1
        usage,       // the command line itself is wrong                  exit 2
        internal,    // a promise of our own is broken                    exit 70
    };
    Kind kind = Kind::bad_input;
    std::string where;    // "job.yaml:14:12 cluster.network.nic", or "--tp"; may be empty
    std::string message;  // one sentence without full stop
    std::string hint;     // what would work; may be empty

    bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    const T& operator*() const& {
        assert(*this);
        return *std::get_if<0>(&state_);
    }
    T& operator*() & {
        assert(*this);
        return *std::get_if<0>(&state_);
    }
    T&& operator*() && {
        assert(*this);
        return std::move(*std::get_if<0>(&state_));
    }
    const T* operator->() const { return &**this; }
    T* operator->() { return &**this; }
    const Error& error() const {
        assert(!*this);
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<T, Error> state_;
};

// Success without a value.
struct Done {
    bool operator==(const Done&) const = default;
};
using Outcome = Result<Done>;

}  // namespace foretoken
