// How does a long line become lines that fit a terminal?
#include "report/wrapped.hpp"

#include <algorithm>

namespace foretoken::report {

std::size_t columns(std::string_view text) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Where the text at its start must not be broken before: the end of its first word, or of the unit
// that follows a number.
std::size_t word_end(std::string_view text) {
    std::size_t end = std::min(text.find(' '), text.size());
    while (end > 0 && end + 1 < text.size() && is_digit(text[end - 1]) && text[end + 1] != ' ' &&
           !is_digit(text[end + 1])) {
        end = std::min(text.find(' ', end + 1), text.size());
    }
    return end;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
    std::string out(text.substr(0, first));
    std::size_t used = first;
    bool fresh = true;  // no word stands on this line yet
    for (text.remove_prefix(first); !text.empty();) {
        const std::size_t end = word_end(text);
        const std::string_view word = text.substr(0, end);
        const std::size_t wide = columns(word);
        if (!fresh && used + 1 + wide > width) {
            out += "\n" + std::string(indent, ' ');
            used = indent;
            fresh = true;
        }
        out += fresh ? "" : " ";
        out += word;
        used += wide + (fresh ? 0 : 1);
        fresh = false;
        text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
    }
    return out;
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t used = columns(text);
    return text.append(used < width ? width - used : 0, ' ');
}

std::string aligned(const std::string& text, std::size_t width) {
    const std::size_t used = columns(text);
    return std::string(used < width ? width - used : 0, ' ') + text;
}

}  // namespace foretoken::report
