// How many communicators does a rank belong to?
#include "memory/communicators.hpp"

#include <algorithm>
#include <vector>

#include "plan/groups.hpp"

namespace foretoken::memory {

int communicators(const Plan& p, bool experts) {
    const plan::Groups g = plan::groups(p);
    std::vector<plan::RankGroup> list;
    const auto add = [&](const plan::RankGroup& group) {
        const bool known = std::find(list.begin(), list.end(), group) != list.end();
        if (group.ranks > 1 && !known) {
            list.push_back(group);
        }
    };
    add(g.tensor);
    add(g.context);
    add(g.data);
    add(g.pipeline);
    if (p.zero >= 1) {
        add(g.shard);
        add(g.replica);
    }
    if (experts) {
        add(g.expert);
        add(g.expert_data);
    }
    return static_cast<int>(list.size());
}

}  // namespace foretoken::memory
