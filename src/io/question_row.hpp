// What stands in the cells of one row of a published table?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/csv.hpp"
#include "io/question.hpp"

namespace foretoken::io {

struct Questioner::Row {
    const Table& table;
    std::size_t index;

    std::string_view text(std::string_view column) const { return table.cell(index, column); }
    // Lower case, without what stands in brackets, blanks as dashes: "a100-sxm4-40gb".
    std::string word(std::string_view column) const;
    // The number a cell starts with ("1 (distributed optimizer)" is 1); empty if it starts with
    // none.
    std::optional<double> number(std::string_view column) const;
    std::optional<std::int64_t> count(std::string_view column) const;
};

std::string lower_case(std::string_view text);
bool contains(std::string_view text, std::string_view part);

// What a cell says of recomputation; empty if it says nothing that is understood.
std::optional<Recompute> recompute_cell(std::string_view cell);
// What the cells say of the arithmetic, the plan, and the way FLOPs are counted.
Workload workload_of(const Questioner::Row& row, const Accelerator& accelerator);
void plan_of(const Questioner::Row& row, Question& question);
// Brings the global batch to what micro-batch and data ranks can form, and says so.
void round_batch(Question& question);
Convention convention_of(const Questioner::Row& row);

}  // namespace foretoken::io
