// How does JSON become a tree?
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>

#include "io/document_parsers.hpp"

namespace foretoken::io {
namespace {

// Walks over the text and tells how far the parser has read, which its events do not.
class TrackedIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    TrackedIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
    reference operator*() const { return *at_; }
    TrackedIterator& operator++() {
        *reached_ = ++at_;
        return *this;
    }
    TrackedIterator operator++(int) {
        TrackedIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const TrackedIterator& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** reached_;
};

class JsonEvents {
public:
    JsonEvents(TreeBuilder& builder, std::string_view text, const char*& reached)
        : builder_(builder), text_(text), reached_(reached) {}

    bool null() {
        Tree tree;
        tree.at = here();
        return builder_.value(std::move(tree));
    }
    bool boolean(bool value) { return plain(value ? "true" : "false"); }
    bool number_integer(std::int64_t value) { return plain(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) { return plain(std::to_string(value)); }
    bool number_float(double, const std::string& text) { return plain(text); }
    bool string(std::string& value) {
        Tree tree = scalar(std::move(value));
        tree.quoted = true;
        tree.at = here();
        return builder_.value(std::move(tree));
    }
    bool binary(nlohmann::json::binary_t&) { return false; }  // JSON text holds none
    bool start_object(std::size_t) { return builder_.begin(Tree::Kind::map, here()); }
    bool key(std::string& text) { return builder_.key(std::move(text), here()); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return builder_.begin(Tree::Kind::list, here()); }
    bool end_array() { return close(); }
    template <class Problem>
    bool parse_error(std::size_t, const std::string&, const Problem& problem) {
        const Position at = here();
        const std::string_view what =
            problem.what();  // "[id] parse error at ...: syntax ... - why"
        const auto why = what.rfind(" - ");
        return builder_.fail(
            at,
            "is not JSON: " + std::string(what.substr(why == std::string_view::npos ? 0 : why + 3)),
            "JSON needs quoted keys and commas, and knows no comments and no NaN");
    }

private:
    bool plain(std::string text) {
        Tree tree = scalar(std::move(text));
        tree.at = here();
        return builder_.value(std::move(tree));
    }
    bool close() {
        here();
        return builder_.end();
    }
    // Where the token just read starts: the first character after the last one that is no
    // separator.
    Position here() {
        while (offset_ < text_.size() &&
               std::string_view(" \t\r\n,:").find(text_[offset_]) != std::string_view::npos) {
            step();
        }
        const Position start{line_, column_};
        const auto end = static_cast<std::size_t>(reached_ - text_.data());
        while (offset_ < end) {
            step();
        }
        return start;
    }
    void step() {
        const auto c = static_cast<unsigned char>(text_[offset_++]);
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((c & 0xC0u) != 0x80u) {
            ++column_;
        }
    }

    TreeBuilder& builder_;
    std::string_view text_;
    const char*& reached_;
    std::size_t offset_ = 0;
    std::int64_t line_ = 1;
    std::int64_t column_ = 1;
};

}  // namespace

Result<Tree> parse_json(std::string_view text, std::string_view name) {
    TreeBuilder builder(name);
    const char* reached = text.data();
    JsonEvents events(builder, text, reached);
    const TrackedIterator first(text.data(), &reached);
    const TrackedIterator last(text.data() + text.size(), &reached);
    if (!nlohmann::json::sax_parse(first, last, &events)) {
        builder.fail({1, 1}, "is not JSON");
    }
    if (builder.error()) {
        return *builder.error();
    }
    return builder.take();
}

}  // namespace foretoken::io
