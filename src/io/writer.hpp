// How is a value written so that reading gives it back?
#pragma once

#include <string>

#include "io/fields.hpp"

namespace foretoken::io {

// One plain value as text: "8", "true", "selective", "400 GB/s" with as many digits as bring
// exactly this value back. Empty for what is no plain value, and for an empty text.
std::string value_text(const Field& field);

// Whether a value was ever set: it is neither below what may be written nor a figure of the world
// that nobody gave.
bool stated(const Count& slot, const Rule& rule);
bool stated(const Number& slot, const Rule& rule);

// JSON: keys in the order of the table, bare numbers in base units, the unit as suffix of the key
// ("memory_bytes": 8e10). With provenance, figures are objects {value, status, source, date, note}.
enum class Sources { hidden, shown };
std::string json_text(const Fields& fields, Sources sources = Sources::hidden);

// YAML in the form of data/: units written out, figures whose provenance differs from that of the
// whole as {value: ..., source: ...}. What is absent or empty is left out.
std::string yaml_text(const Fields& fields);

template <class Struct>
std::string to_json(Struct value, Sources sources = Sources::hidden) {
    return json_text(fields(value), sources);
}
template <class Struct>
std::string to_yaml(Struct value) {
    return yaml_text(fields(value));
}

}  // namespace foretoken::io
