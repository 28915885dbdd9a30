// How is it said that a plan cannot be?
#pragma once

#include <string>
#include <utility>

#include <foretoken/result.hpp>

namespace foretoken::plan {

// What the user gave, what is wrong with it, and what would do instead.
inline Error illegal(std::string where, std::string message, std::string hint) {
    return {.kind = Error::Kind::bad_input,
            .where = std::move(where),
            .message = std::move(message),
            .hint = std::move(hint)};
}

}  // namespace foretoken::plan
