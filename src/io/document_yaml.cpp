// How does YAML become a tree?
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "io/document_parsers.hpp"

namespace foretoken::io {
namespace {

Position position(const YAML::Mark& mark) {
    return {mark.line + 1, mark.column + 1};
}

class YamlEvents : public YAML::EventHandler {
public:
    explicit YamlEvents(TreeBuilder& builder) : builder_(builder) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) {
            refuse(mark, "holds several documents; one is expected", "remove the --- lines");
        }
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check(mark, "", anchor);
        if (builder_.wants_key()) {
            refuse(mark, "has a key without a name", "");
        }
        Tree tree;
        tree.at = position(mark);
        proceed(mark, builder_.value(std::move(tree)));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "uses an alias (*name)", "write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check(mark, tag, anchor);
        if (builder_.wants_key()) {
            proceed(mark, builder_.key(value, position(mark)));
            return;
        }
        Tree tree = scalar(value);
        tree.quoted = tag == "!";
        tree.at = position(mark);
        proceed(mark, builder_.value(std::move(tree)));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Tree::Kind::list);
    }
    void OnSequenceEnd() override { proceed({}, builder_.end()); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Tree::Kind::map);
    }
    void OnMapEnd() override { proceed({}, builder_.end()); }

private:
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              Tree::Kind kind) {
        check(mark, tag, anchor);
        if (builder_.wants_key()) {
            refuse(mark, "has a list or a map as a key", "quote text that starts with [ or {");
        }
        proceed(mark, builder_.begin(kind, position(mark)));
    }
    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) {
            refuse(mark, "uses an anchor (&name)", "write the value out where it is needed");
        }
        if (!tag.empty() && tag != "?" && tag != "!") {
            refuse(mark, "uses a tag (" + tag + ")", "quote text that starts with !");
        }
    }
    void refuse(const YAML::Mark& mark, std::string message, std::string hint) {
        proceed(mark, builder_.fail(position(mark), std::move(message), std::move(hint)));
    }
    // The parser can be stopped early only by its own exception; parse_yaml catches it.
    static void proceed(const YAML::Mark& mark, bool good) {
        if (!good) {
            throw YAML::ParserException(mark, "refused");
        }
    }

    TreeBuilder& builder_;
    int documents_ = 0;
};

}  // namespace

Result<Tree> parse_yaml(std::string_view text, std::string_view name) {
    TreeBuilder builder(name);
    YamlEvents events(builder);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(events)) {
        }
    } catch (const YAML::Exception& problem) {
        builder.fail(position(problem.mark), problem.msg);
    }
    if (builder.error()) {
        return *builder.error();
    }
    return builder.take();
}

}  // namespace foretoken::io
