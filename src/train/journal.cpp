// What was added to the parts of a pass, and why?
#include "train/journal.hpp"

#include "base/account.hpp"

namespace foretoken::train {

Account Journal::part(Direction direction, Part part, std::string name) const {
    std::vector<Account> list;
    for (const Posting& posting : postings_) {
        if (posting.direction == direction && posting.part == part) {
            list.push_back(posting.account);
        }
    }
    return account::sum(std::move(name), "", std::move(list));
}

}  // namespace foretoken::train
