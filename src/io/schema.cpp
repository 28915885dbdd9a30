// Which files are well-formed, in words that editors understand?
#include "io/schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/text.hpp"

namespace foretoken::io {
namespace {

using Json = nlohmann::ordered_json;

Json provenance_reference() {
    return {{"$ref", "#/definitions/provenance"}};
}

Json object(const Fields& fields, bool complete, bool named);

// A figure of the world may be written with its own provenance.
Json figure(Json plain, const Provenance* from) {
    if (from == nullptr) {
        return plain;
    }
    Json own{{"type", "object"},
             {"properties",
              {{"value", plain},
               {"status", {{"enum", names(Status{})}}},
               {"source", {{"type", "string"}}},
               {"date", {{"type", "string"}}},
               {"note", {{"type", "string"}}}}},
             {"required", {"value"}},
             {"additionalProperties", false}};
    return {{"anyOf", {std::move(plain), std::move(own)}}};
}

Json bounded(std::string_view type, const Rule& rule) {
    Json schema{{"type", type}};
    if (std::isfinite(rule.least)) {
        schema["minimum"] = rule.least;
    }
    if (std::isfinite(rule.most)) {
        schema["maximum"] = rule.most;
    }
    return schema;
}

struct SlotSchema {
    const Rule& rule;

    Json operator()(const Flag&) const { return {{"type", "boolean"}}; }
    Json operator()(const Count& slot) const { return figure(bounded("integer", rule), slot.from); }
    Json operator()(const Number& slot) const {
        if (slot.dimension == Dimension{}) {
            return figure(bounded("number", rule), slot.from);
        }
        Json examples = Json::array();
        for (const auto unit : unit_spellings(slot.dimension)) {
            examples.push_back("1 " + std::string(unit));
        }
        return figure({{"type", "string"}, {"pattern", "^[0-9$.]"}, {"examples", examples}},
                      slot.from);
    }
    Json operator()(const Text&) const { return {{"type", "string"}}; }
    Json operator()(const Texts&) const {
        return {{"type", "array"}, {"items", {{"type", "string"}}}};
    }
    Json operator()(const Counts&) const {
        return {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}};
    }
    Json operator()(const Choice& slot) const { return {{"enum", slot.names}}; }
    Json operator()(const Group& slot) const { return object(slot.fields(), true, false); }
    Json operator()(const Maybe& slot) const {
        Json map = object(slot.fields(), true, false);
        slot.clear();
        return {{"anyOf", {std::move(map), {{"enum", {"none"}}}}}};
    }
    Json operator()(const Groups& slot) const {
        slot.clear();
        slot.append();
        Json items = object(slot.item(0), true, false);
        slot.clear();
        return {{"type", "array"}, {"items", std::move(items)}};
    }
    Json operator()(const Preset& slot) const {
        return {{"anyOf", {{{"type", "string"}}, object(slot.fields(), false, true)}}};
    }
    Json operator()(const Origin&) const { return provenance_reference(); }
    Json operator()(const Unread&) const { return Json::object(); }
};

Json object(const Fields& fields, bool complete, bool named) {
    Json properties = Json::object();
    Json needed = Json::array();
    if (named) {
        properties["preset"] = {{"type", "string"}, {"description", "name to start from"}};
    }
    for (const Field& field : fields) {
        Json schema = std::visit(SlotSchema{field.rule}, field.slot);
        if (!field.doc.empty() && !schema.contains("$ref")) {
            schema["description"] = field.doc;
        }
        properties[std::string(field.key)] = std::move(schema);
        const auto* number = std::get_if<Number>(&field.slot);
        const bool unit = number != nullptr && !unit_suffix(number->dimension).empty();
        if (unit) {
            properties[std::string(field.key) + std::string(unit_suffix(number->dimension))] =
                figure({{"type", "number"}, {"minimum", 0}}, number->from);
        }
        if (field.rule.required && complete && !unit) {
            needed.push_back(field.key);
        }
    }
    properties["provenance"] = provenance_reference();
    Json schema{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (!needed.empty()) {
        schema["required"] = needed;
    }
    return schema;
}

}  // namespace

std::string json_schema(const Fields& table, std::string_view title) {
    Provenance provenance;
    Json own = Json::object();
    for (const Field& field : fields(provenance)) {
        own[std::string(field.key)] = std::visit(SlotSchema{field.rule}, field.slot);
    }
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
    schema.update(object(table, true, false));
    schema["definitions"]["provenance"] = {
        {"type", "object"}, {"properties", own}, {"additionalProperties", false}};
    return schema.dump(2) + "\n";
}

}  // namespace foretoken::io
