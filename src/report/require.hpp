// Does a forecast meet a condition?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/result.hpp>

namespace foretoken::report {

struct Requirement {
    std::string condition;  // as it was written
    bool holds = false;
    std::string observed;  // "mfu is 0.412"
};

// "NAME OP VALUE" with OP one of < <= > >= and NAME one of step, tokens_per_s_per_accelerator, mfu,
// memory, watts (of one accelerator), joules_per_token (with units where there are any: "step < 5
// s", "memory < 70 GB", "watts < 650 W"), or the key of a term of the step ("pipeline.bubble < 1
// s"). Beside another forecast, VALUE may also be a formula of `base`, the same quantity there:
// "step < 1.02 * base". Errors (bad_input): a form, name or value that is not understood.
Result<Requirement> check(std::string_view expression, const Forecast& forecast,
                          const Forecast* base = nullptr);

// All of them, or the first error.
Result<std::vector<Requirement>> check_all(const std::vector<std::string>& expressions,
                                           const Forecast& forecast,
                                           const Forecast* base = nullptr);

}  // namespace foretoken::report
