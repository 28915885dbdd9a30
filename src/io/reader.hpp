// How does a tree become a value, and what is wrong with it if it does not?
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <foretoken/result.hpp>

#include "io/document.hpp"
#include "io/fields.hpp"

namespace foretoken::io {

// No count of the field is larger, and products of two of them still fit 64 bits.
inline constexpr std::int64_t largest_count = 1'000'000'000;

// What a name stands for. Errors may leave `where` empty: the reader knows the place.
struct Presets {
    std::function<Result<Model>(std::string_view)> model;
    std::function<Result<Cluster>(std::string_view)> cluster;
    std::function<Result<Accelerator>(std::string_view)> accelerator;
    std::function<Result<Software>(std::string_view)> software;
    std::function<Result<Fabric>(std::string_view)> fabric;
};

struct ReadContext {
    std::string file;     // for the places of errors
    Provenance from;      // of figures that do not say theirs
    bool strict = false;  // a figure without status, source and date is refused
    Presets presets;
};

// Fills the value behind `fields` from a map. Figures take the provenance written with them
// ({value: 80 GB, source: ...}), or that of the nearest block `provenance` around them. Keys with
// the suffix of their base unit ("memory_bytes": 8e10) hold bare numbers, as our JSON writes them.
// Errors (bad_input, "file:line:column path"): unknown, missing and misplaced keys, bare numbers
// where a unit is needed, values out of range, unknown choices and presets.
Outcome read_fields(const Tree& tree, const Fields& fields, const ReadContext& context);

// The same over a value that is complete already: no field is required.
Outcome refine_fields(const Tree& tree, const Fields& fields, const ReadContext& context);

template <class Struct>
Result<Struct> read_value(const Tree& tree, const ReadContext& context) {
    Struct value;
    if (const auto done = read_fields(tree, fields(value), context); !done) {
        return done.error();
    }
    return value;
}

}  // namespace foretoken::io
