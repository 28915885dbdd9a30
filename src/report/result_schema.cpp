// Which keys does a result have, and what do they hold?
#include "report/result_schema.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace foretoken::report {
namespace {

using Json = nlohmann::ordered_json;

// A type that ends in '?' may be missing. Path steps that end in "[]" are lists of maps; "*_bytes"
// stands for any key that ends so.
struct Key {
    std::string_view path;
    std::string_view type;
    std::string_view says;
};
constexpr Key keys[] = {
    {"foretoken", "version", "version of this form"},
    {"kind", "kind", "what was asked"},
    {"version", "text", "of the program that answered"},
    {"signature", "signature", "digest of scenario and forecast: their compact JSON, FNV-1a 64"},
    {"seed", "null", "of random draws; null: there are none"},
    {"verdict", "text", "the answer in one sentence"},
    {"scenario", "scenario", "what was asked, resolved: a scenario file of its own"},
    {"forecast.step_s", "number", "time of one step, the sum of its terms"},
    {"forecast.interval.low_s", "number", "bounds that hold the truth in nine cases of ten"},
    {"forecast.interval.high_s", "number", "the upper one"},
    {"forecast.interval.memory_low_bytes", "number", "the same of the fullest stage's memory"},
    {"forecast.interval.memory_high_bytes", "number", "the upper one"},
    {"forecast.tokens_per_s_per_accelerator", "number", "throughput"},
    {"forecast.accelerators", "count", "in the job"},
    {"forecast.tokens_per_step", "count", "of all sequences"},
    {"forecast.mfu", "number", "model FLOPs over what the peak allows, attention in full"},
    {"forecast.model_flop_per_s_per_accelerator", "number", "attention over the full square"},
    {"forecast.model_causal_flop_per_s_per_accelerator", "number", "causal attention once"},
    {"forecast.hardware_flop_per_s_per_accelerator", "number", "with what is recomputed"},
    {"forecast.peak_flop_per_s", "number", "dense, of the format of the large products"},
    {"forecast.fits", "flag", "in the memory of accelerator and host"},
    {"forecast.peak_memory_bytes", "number", "of the fullest stage"},
    {"forecast.memory_capacity_bytes", "number", "of one accelerator"},
    {"forecast.terms[].key", "text", "stable name of a summand of the step"},
    {"forecast.terms[].says", "text", "the same for people"},
    {"forecast.terms[].time_s", "number", "on the critical path"},
    {"forecast.terms[].source", "status", "weakest of what it was computed from"},
    {"forecast.memory[].stage", "count", "of the pipeline, from 0"},
    {"forecast.memory[].total_bytes", "number", "the sum of what follows"},
    {"forecast.memory[].*_bytes", "number", "what fills it: weights, gradients, activations, ..."},
    {"forecast.energy.accelerator_w", "number?", "mean draw of an accelerator"},
    {"forecast.energy.all_w", "number?", "with its share of node and building"},
    {"forecast.energy.joules_per_token", "number?", "of everything"},
    {"forecast.energy.step_j", "number?", "of everything, one step"},
    {"forecast.energy.step_kwh", "number?", "the same"},
    {"forecast.energy.accelerator_step_j", "number?", "share of one accelerator"},
    {"forecast.energy.terms[].key", "text", "a phase of the step, the node, the building"},
    {"forecast.energy.terms[].says", "text", "the same for people"},
    {"forecast.energy.terms[].time_s", "number", "of the step in which it is drawn"},
    {"forecast.energy.terms[].power_w", "number", "meanwhile"},
    {"forecast.energy.terms[].energy_j", "number", "of one accelerator's share"},
    {"bottleneck.says", "text?", "largest part of the step that is not products at their peak"},
    {"bottleneck.time_s", "number?", "of the step"},
    {"bottleneck.share", "number?", "of the step"},
    {"levers[].kind", "kind of lever?", "who pulls it"},
    {"levers[].says", "text?", "one change, most helpful first"},
    {"levers[].step_s", "number?", "with it"},
    {"levers[].change", "number?", "of the step: -0.021 is 2.1 % shorter"},
    {"levers[].speed", "number?", "times as fast"},
    {"levers[].speed_low", "number?", "bounds that hold the truth in nine cases of ten"},
    {"levers[].speed_high", "number?", "the upper one"},
    {"levers[].changes[].path", "text", "what is set otherwise; nothing for constants"},
    {"levers[].changes[].before", "text", "as it is"},
    {"levers[].changes[].after", "text", "as it would be: --set path=after"},
    {"trust.says", "text?", "whether the scenario lies among what was published"},
    {"trust.extrapolated", "flag?", "it does not"},
    {"trust.outside[].coordinate", "text", "in what it does not"},
    {"trust.outside[].says", "text", "the same for people"},
    {"trust.outside[].value", "number", "of the scenario"},
    {"trust.outside[].low", "number", "of all published runs"},
    {"trust.outside[].high", "number", "the most of them"},
    {"trust.nearest[].id", "text", "a published run like the scenario, nearest first"},
    {"trust.nearest[].source", "text", "of data/published"},
    {"trust.nearest[].distance", "number", "docs/models/confidence.md"},
    {"trust.nearest[].what", "text", "model, machines, precision"},
    {"trust.nearest[].software", "text", "its framework"},
    {"trust.nearest[].where", "text", "the publication"},
    {"trust.nearest[].quantity", "text", "what it publishes"},
    {"trust.nearest[].measured", "number", "its value"},
    {"trust.nearest[].predicted", "number", "what this program says of it"},
    {"trust.nearest[].error", "number", "of that"},
    {"assumptions", "texts", "what was filled in for what was not said"},
    {"provenance[].path", "text", "of a figure of the scenario, or a constant of the calibration"},
    {"provenance[].value", "number?", "in base units; without: all figures beside it"},
    {"provenance[].unit", "text?", "of the value; empty for a plain number"},
    {"provenance[].status", "status", "how the figure came about"},
    {"provenance[].source", "text", "key of data/sources.yaml or a reference; may be empty"},
    {"provenance[].date", "text", "of the source; may be empty"},
};

bool optional(std::string_view type) {
    return type.back() == '?';
}

std::string_view plain(std::string_view type) {
    return optional(type) ? type.substr(0, type.size() - 1) : type;
}

Json schema_of(std::string_view type, const Json& scenario) {
    if (type == "number" || type == "null") {
        return {{"type", type}};
    }
    if (type == "text") {
        return {{"type", "string"}};
    }
    if (type == "texts") {
        return {{"type", "array"}, {"items", {{"type", "string"}}}};
    }
    if (type == "count") {
        return {{"type", "integer"}, {"minimum", 0}};
    }
    if (type == "flag") {
        return {{"type", "boolean"}};
    }
    if (type == "version") {
        return {{"const", 1}};
    }
    if (type == "kind") {
        return {{"const", "forecast"}};
    }
    if (type == "kind of lever") {
        return {{"enum", {"hardware", "software", "plan"}}};
    }
    if (type == "signature") {
        return {{"type", "string"}, {"pattern", "^[0-9a-f]{16}$"}};
    }
    return type == "status" ? Json{{"$ref", "#/definitions/status"}} : scenario;
}

Json closed_map() {
    return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
}

void require(Json& map, const std::string& name) {
    for (const Json& known : map["required"]) {
        if (known == name) {
            return;
        }
    }
    map["required"].push_back(name);
}

// Puts one key into the map, making maps and lists on the way. A map is optional if its first key
// is.
void put(Json& map, const Key& key, const Json& scenario) {
    const auto dot = key.path.find('.');
    std::string step(key.path.substr(0, dot));
    if (dot == std::string_view::npos) {
        Json value = schema_of(plain(key.type), scenario);
        if (!value.contains("$ref")) {
            value["description"] = key.says;
        }
        if (step.front() == '*') {
            map["patternProperties"][step.substr(1) + "$"] = std::move(value);
            return;
        }
        map["properties"][step] = std::move(value);
        if (!optional(key.type)) {
            require(map, step);
        }
        return;
    }
    const bool list = step.back() == ']';
    step = list ? step.substr(0, step.size() - 2) : step;
    Json& properties = map["properties"];
    if (!properties.contains(step)) {
        properties[step] = list ? Json{{"type", "array"}, {"items", closed_map()}} : closed_map();
        if (!optional(key.type)) {
            require(map, step);
        }
    }
    Key rest{key.path.substr(dot + 1), key.type, key.says};
    Json& inner = list ? properties[step]["items"] : properties[step];
    put(inner, rest, scenario);
}

}  // namespace

std::string result_schema(const std::string& scenario_schema) {
    Json scenario = Json::parse(scenario_schema);
    Json definitions = scenario["definitions"];
    definitions["status"] = {
        {"enum", {"measured", "fitted", "datasheet", "published", "assumed", "derived", "given"}}};
    for (const char* of_a_file : {"definitions", "$schema", "title"}) {
        scenario.erase(of_a_file);
    }
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "foretoken result"}};
    schema.update(closed_map());
    for (const Key& key : keys) {
        put(schema, key, scenario);
    }
    schema["definitions"] = definitions;
    return schema.dump(2) + "\n";
}

std::string result_page() {
    std::string page =
        "# foretoken result\n\n"
        "What `train --format json` writes, and what `train`, `check` and `compare` read again. "
        "Numbers\n"
        "are in base units, which the key names. `name[]` is a list of maps.\n\n"
        "| key | holds | meaning |\n|---|---|---|\n";
    for (const Key& key : keys) {
        page += "| `" + std::string(key.path) + "` | " + std::string(plain(key.type)) +
                (optional(key.type) ? ", if any" : "") + " | " + std::string(key.says) + " |\n";
    }
    return page;
}

}  // namespace foretoken::report
