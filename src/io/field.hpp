// How does a member become a field? For the tables in fields_*.cpp only.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/fields.hpp"

namespace foretoken::io {

inline Slot slot(bool& member) {
    return Flag{&member};
}
inline Slot slot(std::int64_t& member) {
    return Count{&member, nullptr};
}
inline Slot slot(double& member) {
    return Number{&member, {}, nullptr};
}
inline Slot slot(std::string& member) {
    return Text{&member};
}
inline Slot slot(std::vector<std::string>& member) {
    return Texts{&member};
}
inline Slot slot(std::vector<std::int64_t>& member) {
    return Counts{&member};
}
inline Slot slot(Provenance& member) {
    return Origin{&member};
}
inline Slot slot(Sourced<std::int64_t>& member) {
    return Count{&member.value, &member.from};
}
inline Slot slot(Sourced<double>& member) {
    return Number{&member.value, {}, &member.from};
}

template <int B, int S, int F, int D, int J>
Slot slot(Quantity<B, S, F, D, J>& member) {
    return Number{&member.value, dimension_of(member), nullptr};
}
template <int B, int S, int F, int D, int J>
Slot slot(Sourced<Quantity<B, S, F, D, J>>& member) {
    return Number{&member.value.value, dimension_of(member.value), &member.from};
}
template <class Enum>
    requires std::is_enum_v<Enum>
Slot slot(Enum& member) {
    return Choice{names(member), [&member] { return static_cast<std::size_t>(member); },
                  [&member](std::size_t index) { member = static_cast<Enum>(index); }};
}
template <class Struct>
    requires std::is_class_v<Struct>
Slot slot(Struct& member) {
    return Group{[&member] { return fields(member); }};
}
template <class Struct>
Slot slot(std::optional<Struct>& member) {
    return Maybe{[&member] { return member.has_value(); },
                 [&member] { return fields(member ? *member : member.emplace()); },
                 [&member] { member.reset(); }};
}
template <class Struct>
Slot slot(std::vector<Struct>& member) {
    return Groups{[&member] { return member.size(); },
                  [&member](std::size_t i) { return fields(member[i]); },
                  [&member] { member.emplace_back(); }, [&member] { member.clear(); }};
}

template <class Member>
Field field(std::string_view key, Member& member, std::string_view doc, Rule rule = {}) {
    return {key, doc, slot(member), rule};
}

// An array by enumerator is written as a map: peak: {bf16: 989 TFLOP/s}.
template <class Member, std::size_t n>
Field keyed(std::string_view key, std::array<Member, n>& members, Names keys, std::string_view doc,
            Rule rule = {}) {
    return {key,
            doc,
            Group{[&members, keys, rule] {
                Fields table;
                for (std::size_t i = 0; i < n; ++i) {
                    table.push_back({keys[i], "", slot(members[i]), rule});
                }
                return table;
            }},
            {}};
}

template <class Struct>
Field preset(std::string_view key, Struct& member, std::string_view kind, std::string_view doc,
             Rule rule = {}) {
    return {key, doc, Preset{&member, kind, [&member] { return fields(member); }}, rule};
}

inline constexpr Rule required{.required = true};
constexpr Rule at_least(double least) {
    return {.least = least};
}
constexpr Rule within(double least, double most) {
    return {.least = least, .most = most};
}
constexpr Rule needed(Rule rule) {
    rule.required = true;
    return rule;
}

}  // namespace foretoken::io
