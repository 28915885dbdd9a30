// Which files are well-formed, in words that people understand?
#include <cmath>
#include <variant>

#include "base/text.hpp"
#include "io/schema.hpp"
#include "io/writer.hpp"

namespace foretoken::io {
namespace {

std::string joined(Names words) {
    std::string text;
    for (const auto word : words) {
        text += (text.empty() ? "" : ", ") + std::string(word);
    }
    return text;
}

struct Kind {
    const Rule& rule;

    std::string range(const std::string& text) const {
        const bool floor = std::isfinite(rule.least);
        const bool ceiling = std::isfinite(rule.most);
        if (floor && ceiling) {
            return text + ", " + with_digits(rule.least, 6) + " to " + with_digits(rule.most, 6);
        }
        return floor ? text + " from " + with_digits(rule.least, 6) : text;
    }
    std::string operator()(const Flag&) const { return "true or false"; }
    std::string operator()(const Count&) const { return range("whole number"); }
    std::string operator()(const Number& slot) const {
        if (slot.dimension == Dimension{}) {
            return range("number");
        }
        const auto units = unit_spellings(slot.dimension);
        return "number with unit" +
               (units.empty()
                    ? ""
                    : " (" + joined(Names(units).first(std::min<std::size_t>(4, units.size()))) +
                          ", ...)");
    }
    std::string operator()(const Text&) const { return "text"; }
    std::string operator()(const Texts&) const { return "list of texts"; }
    std::string operator()(const Counts&) const { return "list of whole numbers"; }
    std::string operator()(const Choice& slot) const { return joined(slot.names); }
    std::string operator()(const Group&) const { return "map, below"; }
    std::string operator()(const Maybe&) const { return "map, below, or none"; }
    std::string operator()(const Groups&) const { return "list of maps, below"; }
    std::string operator()(const Preset&) const { return "name, or map, below"; }
    std::string operator()(const Origin&) const { return "{status, source, date, note}"; }
    std::string operator()(const Unread&) const { return "any"; }
};

std::string default_text(const Field& field) {
    if (field.rule.required) {
        return "required";
    }
    const auto* count = std::get_if<Count>(&field.slot);
    const auto* number = std::get_if<Number>(&field.slot);
    const bool unset = (count != nullptr && static_cast<double>(*count->at) < field.rule.least) ||
                       (number != nullptr && number->from != nullptr);
    return unset ? "" : value_text(field);
}

void section(std::string& page, const Fields& fields, const std::string& path) {
    page += "\n| key | value | default | meaning |\n|---|---|---|---|\n";
    for (const Field& field : fields) {
        page += "| `" + std::string(field.key) + "` | " + std::visit(Kind{field.rule}, field.slot) +
                " | " + default_text(field) + " | " + std::string(field.doc) + " |\n";
    }
    const auto below = [&](const Field& field, const Fields& inner) {
        const std::string name =
            path.empty() ? std::string(field.key) : path + "." + std::string(field.key);
        page += "\n## " + name + "\n";
        section(page, inner, name);
    };
    for (const Field& field : fields) {
        if (const auto* group = std::get_if<Group>(&field.slot)) {
            below(field, group->fields());
        } else if (const auto* preset = std::get_if<Preset>(&field.slot)) {
            below(field, preset->fields());
        } else if (const auto* maybe = std::get_if<Maybe>(&field.slot)) {
            below(field, maybe->fields());
            maybe->clear();
        } else if (const auto* list = std::get_if<Groups>(&field.slot)) {
            list->append();
            below(field, list->item(list->size() - 1));
            list->clear();
        }
    }
}

}  // namespace

std::string reference_page(const Fields& fields, std::string_view title) {
    std::string page = "# " + std::string(title) + "\n";
    section(page, fields, "");
    return page;
}

}  // namespace foretoken::io
