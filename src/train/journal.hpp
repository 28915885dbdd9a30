// What was added to the parts of a pass, and why?
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <foretoken/account.hpp>

#include "train/parts.hpp"

namespace foretoken::train {

enum class Direction { forward, backward };

struct Posting {
    Direction direction = Direction::forward;
    Part part = Part::linear;
    Account account;
};

// Of one layer. Whoever adds time to a part of a pass posts an account of it where there is a
// journal; forecasts have none.
class Journal {
public:
    void post(Direction direction, Part part, Account account) {
        if (account.value != 0.0) {
            postings_.push_back({direction, part, std::move(account)});
        }
    }
    const std::vector<Posting>& postings() const { return postings_; }
    // The sum of what was posted so far to one part.
    Account part(Direction direction, Part part, std::string name) const;

private:
    std::vector<Posting> postings_;
};

}  // namespace foretoken::train
