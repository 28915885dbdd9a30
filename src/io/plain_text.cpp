// Is this text safe to hand to a parser?
#include "io/plain_text.hpp"

#include <cstdint>
#include <string>

namespace foretoken::io {
namespace {

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u;
}

// Length of the UTF-8 sequence that starts at `at`; 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues(text, at + i)) {
            return 0;
        }
    }
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second > 0x9F;
    const bool beyond = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

Outcome check_text(std::string_view text, std::string_view name, std::size_t limit) {
    if (text.size() > limit) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = std::string(name),
                     .message = "is " + std::to_string(text.size() >> 20) +
                                " MiB long; the limit is " + std::to_string(limit >> 20) + " MiB",
                     .hint = ""};
    }
    std::int64_t line = 1;
    std::int64_t column = 1;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const std::size_t length = sequence_length(text, at);
        const bool control =
            (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
            c == 0x7F;
        if (length == 0 || control) {
            return Error{.kind = Error::Kind::bad_input,
                         .where = std::string(name) + ":" + std::to_string(line) + ":" +
                                  std::to_string(column),
                         .message = control ? "holds a control character" : "is not valid UTF-8",
                         .hint = "save the file as UTF-8 text"};
        }
        at += length;
        line += c == '\n' ? 1 : 0;
        column = c == '\n' ? 1 : column + 1;
    }
    return Done{};
}

std::string_view without_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.substr(0, mark.size()) == mark ? text.substr(mark.size()) : text;
}

}  // namespace foretoken::io
