// Which of the known names did the user mean?
#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace foretoken {
namespace {

// An edit costs 2; a change of case, or of '-' to '_', costs 1.
constexpr int edit = 2;

char folded(char c) {
    if (c >= 'A' && c <= 'Z') {
        return static_cast<char>(c - 'A' + 'a');
    }
    return c == '-' ? '_' : c;
}

int exchange_cost(char a, char b) {
    if (a == b) {
        return 0;
    }
    return folded(a) == folded(b) ? 1 : edit;
}

// The cheapest series of insertions, deletions, exchanges and swaps of neighbours that turns a into
// b, no letter edited twice (optimal string alignment), row by row.
int distance(std::string_view a, std::string_view b) {
    std::vector<int> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        above[j] = edit * static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = edit * static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + edit, row[j - 1] + edit,
                               above[j - 1] + exchange_cost(a[i - 1], b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + edit);
            }
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

template <class Text>
std::string nearest_of(std::string_view word, std::span<const Text> candidates) {
    constexpr std::size_t longest = 64;  // longer words are not typing errors
    if (word.empty() || word.size() > longest) {
        return {};
    }
    const int allowed = edit * std::max(1, static_cast<int>(word.size()) / 3);
    int best_cost = std::min(allowed, edit * static_cast<int>(word.size()) - 1) + 1;
    std::string_view best;
    std::string_view continued;
    for (const std::string_view candidate : candidates) {
        const int cost = candidate.size() > longest ? best_cost : distance(word, candidate);
        if (cost < best_cost) {
            best_cost = cost;
            best = candidate;
        }
        if (continued.empty() && word.size() >= 2 && candidate.starts_with(word)) {
            continued = candidate;
        }
    }
    return std::string(best.empty() ? continued : best);
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> candidates) {
    return nearest_of(word, candidates);
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
    return nearest_of(word, candidates);
}

}  // namespace foretoken
