// How is a value written so that reading gives it back?
#include "io/writer.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "base/text.hpp"
#include "io/exact_text.hpp"

namespace foretoken::io {
namespace {

using Json = nlohmann::ordered_json;

// The shortest digits that bring a plain number back.
std::string plain_number(double value) {
    return Json(value).dump();
}

template <class Slot>
bool was_stated(const Slot& slot, const Rule& rule) {
    const auto value = static_cast<double>(*slot.at);
    return value >= rule.least &&
           (slot.from == nullptr || value != 0.0 || !slot.from->source.empty());
}

Json provenance_json(Json value, const Provenance& from) {
    Json object{
        {"value", std::move(value)}, {"status", name_of(from.status)}, {"source", from.source}};
    if (!from.date.empty()) {
        object["date"] = from.date;
    }
    if (!from.note.empty()) {
        object["note"] = from.note;
    }
    return object;
}

class JsonWriter {
public:
    explicit JsonWriter(Sources sources) : sources_(sources) {}

    Json write(const Fields& fields) const {
        Json object = Json::object();
        for (const Field& field : fields) {
            std::string key(field.key);
            if (const auto* number = std::get_if<Number>(&field.slot)) {
                key += unit_suffix(number->dimension);
            }
            auto value =
                std::visit([&](const auto& slot) { return json(slot, field.rule); }, field.slot);
            if (value) {
                object[key] = std::move(*value);
            }
        }
        return object;
    }

private:
    using Value = std::optional<Json>;  // nothing: leave the key out

    Value figure(Json value, const Provenance* from) const {
        const bool shown = sources_ == Sources::shown && from != nullptr && !from->source.empty();
        return shown ? provenance_json(std::move(value), *from) : value;
    }
    Value json(const Flag& slot, const Rule&) const { return Json(*slot.at); }
    Value json(const Count& slot, const Rule& rule) const {
        return stated(slot, rule) ? figure(*slot.at, slot.from) : Value();
    }
    Value json(const Number& slot, const Rule& rule) const {
        return stated(slot, rule) ? figure(*slot.at, slot.from) : Value();
    }
    Value json(const Text& slot, const Rule&) const { return Json(*slot.at); }
    Value json(const Texts& slot, const Rule&) const { return Json(*slot.at); }
    Value json(const Counts& slot, const Rule&) const { return Json(*slot.at); }
    Value json(const Choice& slot, const Rule&) const { return Json(slot.names[slot.get()]); }
    Value json(const Group& slot, const Rule&) const { return write(slot.fields()); }
    Value json(const Maybe& slot, const Rule&) const {
        return slot.present() ? Value(write(slot.fields())) : std::nullopt;
    }
    Value json(const Groups& slot, const Rule&) const {
        Json list = Json::array();
        for (std::size_t i = 0; i < slot.size(); ++i) {
            list.push_back(write(slot.item(i)));
        }
        return list;
    }
    Value json(const Preset& slot, const Rule&) const { return write(slot.fields()); }
    Value json(const Origin& slot, const Rule&) const {
        if (sources_ == Sources::hidden || slot.at->source.empty()) {
            return std::nullopt;
        }
        Json object = provenance_json(nullptr, *slot.at);
        object.erase("value");
        return object;
    }
    Value json(const Unread&, const Rule&) const { return std::nullopt; }

    Sources sources_;
};

// A scalar that YAML and our own reader take as this very text.
std::string yaml_scalar(std::string_view text) {
    const auto safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._/()+$@% -").find(c) != std::string_view::npos;
    };
    bool plain = !text.empty() && text.front() != ' ' && text.back() != ' ' &&
                 std::string_view("-@%").find(text.front()) == std::string_view::npos &&
                 text != "null" && text != "Null" && text != "NULL" && text != "none";
    for (const char c : text) {
        plain = plain && safe(c);
    }
    return plain ? std::string(text) : Json(text).dump();  // a JSON string is a YAML string
}

std::string inline_provenance(const Provenance& from) {
    std::string text =
        "status: " + std::string(name_of(from.status)) + ", source: " + yaml_scalar(from.source);
    if (!from.date.empty()) {
        text += ", date: " + yaml_scalar(from.date);
    }
    if (!from.note.empty()) {
        text += ", note: " + yaml_scalar(from.note);
    }
    return text;
}

class YamlWriter {
public:
    void write(const Fields& fields, std::size_t indent, Provenance inherited) {
        for (const Field& field : fields) {
            if (const auto* origin = std::get_if<Origin>(&field.slot)) {
                if (!origin->at->source.empty() && *origin->at != inherited) {
                    line(indent, field.key, "{" + inline_provenance(*origin->at) + "}");
                    inherited = *origin->at;
                }
            }
        }
        for (const Field& field : fields) {
            const std::string plain = leaf(field, inherited);
            if (!plain.empty()) {
                line(indent, field.key, plain);
                continue;
            }
            std::visit([&](const auto& slot) { nested(slot, field.key, indent, inherited); },
                       field.slot);
        }
    }
    std::string take() { return std::move(text_); }

private:
    void line(std::size_t indent, std::string_view key, std::string_view value) {
        text_ += std::string(indent, ' ') + std::string(key) + ":" + (value.empty() ? "" : " ") +
                 std::string(value) + "\n";
    }
    std::string leaf(const Field& field, const Provenance& inherited) const {
        const Provenance* from = nullptr;
        if (const auto* count = std::get_if<Count>(&field.slot)) {
            from = count->from;
            if (!stated(*count, field.rule)) {
                return "";
            }
        }
        if (const auto* number = std::get_if<Number>(&field.slot)) {
            from = number->from;
            if (!stated(*number, field.rule)) {
                return "";
            }
        }
        if (const auto* list = std::get_if<Texts>(&field.slot)) {
            std::string items;
            for (const std::string& item : *list->at) {
                items += (items.empty() ? "" : ", ") + yaml_scalar(item);
            }
            return items.empty() ? "" : "[" + items + "]";
        }
        if (const auto* list = std::get_if<Counts>(&field.slot)) {
            std::string items;
            for (const std::int64_t item : *list->at) {
                items += (items.empty() ? "" : ", ") + std::to_string(item);
            }
            return items.empty() ? "" : "[" + items + "]";
        }
        std::string value = value_text(field);
        if (std::holds_alternative<Text>(field.slot) && !value.empty()) {
            value = yaml_scalar(value);
        }
        const bool own = from != nullptr && !from->source.empty() && *from != inherited;
        return own && !value.empty() ? "{value: " + value + ", " + inline_provenance(*from) + "}"
                                     : value;
    }
    void group(const Fields& fields, std::string_view key, std::size_t indent,
               const Provenance& inherited) {
        const std::size_t before = text_.size();
        line(indent, key, "");
        const std::size_t header = text_.size();
        write(fields, indent + 2, inherited);
        if (text_.size() == header) {
            text_.resize(before);  // nothing in it
        }
    }
    void nested(const Group& slot, std::string_view key, std::size_t indent,
                const Provenance& from) {
        group(slot.fields(), key, indent, from);
    }
    void nested(const Maybe& slot, std::string_view key, std::size_t indent,
                const Provenance& from) {
        if (slot.present()) {
            group(slot.fields(), key, indent, from);
        }
    }
    void nested(const Preset& slot, std::string_view key, std::size_t indent,
                const Provenance& from) {
        group(slot.fields(), key, indent, from);
    }
    void nested(const Groups& slot, std::string_view key, std::size_t indent,
                const Provenance& from) {
        if (slot.size() == 0) {
            return;
        }
        line(indent, key, "");
        for (std::size_t i = 0; i < slot.size(); ++i) {
            const std::size_t start = text_.size();
            write(slot.item(i), indent + 4, from);
            text_.replace(start + indent + 2, 1, "-");
        }
    }
    template <class Leaf>
    void nested(const Leaf&, std::string_view, std::size_t, const Provenance&) {}

    std::string text_;
};

struct ValueText {
    std::string operator()(const Flag& slot) const { return *slot.at ? "true" : "false"; }
    std::string operator()(const Count& slot) const { return std::to_string(*slot.at); }
    std::string operator()(const Number& slot) const {
        return slot.dimension == Dimension{} ? plain_number(*slot.at)
                                             : exact_text(*slot.at, slot.dimension);
    }
    std::string operator()(const Text& slot) const { return *slot.at; }
    std::string operator()(const Choice& slot) const { return std::string(slot.names[slot.get()]); }
    template <class Container>
    std::string operator()(const Container&) const {
        return "";
    }
};

}  // namespace

std::string value_text(const Field& field) {
    return std::visit(ValueText{}, field.slot);
}

bool stated(const Count& slot, const Rule& rule) {
    return was_stated(slot, rule);
}

bool stated(const Number& slot, const Rule& rule) {
    return was_stated(slot, rule);
}

std::string json_text(const Fields& fields, Sources sources) {
    return JsonWriter(sources).write(fields).dump(2, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

std::string yaml_text(const Fields& fields) {
    YamlWriter writer;
    writer.write(fields, 0, {});
    return writer.take();
}

}  // namespace foretoken::io
